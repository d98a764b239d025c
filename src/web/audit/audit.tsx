import { NotFound } from '../screens/not-found.js';
import { useStore } from '../store.js';
import { accessKey } from './access-key.js';
import { AccountHistory } from './account-history.js';
import { Accounts } from './accounts.js';
import { Adoption } from './adoption.js';
import { KeyForm } from './key-form.js';

/** What auditors and administrators see. */
export function Audit({ path }: { readonly path: string }) {
  const key = useStore(accessKey);
  if (key === null) return <KeyForm />;
  const [, , section, id, ...rest] = path.split('/');
  if (rest.length > 0) return <NotFound />;
  if (section === undefined) return <Accounts accessKey={key} />;
  if (section === 'adoption' && id === undefined) return <Adoption accessKey={key} />;
  if (section === 'accounts' && id !== undefined)
    return <AccountHistory accessKey={key} id={decodeURIComponent(id)} />;
  return <NotFound />;
}
