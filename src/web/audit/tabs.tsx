import { Link } from '../router.js';
import { accessKey } from './access-key.js';

const TABS = [
  ['/audit', 'Accounts'],
  ['/audit/adoption', 'Adoption'],
] as const;

export function Tabs({ at }: { readonly at: string }) {
  return (
    <div class="tabs">
      <nav aria-label="Audit">
        {TABS.map(([to, label]) => (
          <Link key={to} to={to} current={to === at && 'page'}>
            {label}
          </Link>
        ))}
      </nav>
      <button
        type="button"
        class="button small"
        onClick={() => {
          accessKey.set(null);
        }}
      >
        Forget the key
      </button>
    </div>
  );
}
