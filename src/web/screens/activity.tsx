import { History } from '../parts/history.js';
import { Screen } from '../parts/screen.js';
import { changes, type Viewer } from '../session.js';
import { useStore } from '../store.js';

/** The account's own history. */
export function Activity({ viewer }: { readonly viewer: Viewer }) {
  const version = useStore(changes);
  return (
    <Screen
      title="Recent activity"
      back={{ to: '/settings', label: 'Account Settings' }}
      lead="What happened to your two-factor authentication. If something here was not you, change your password."
    >
      <p class="quiet">
        <a href={`/accounts/${viewer.account.id}/history.ndjson`} download>
          Download your history
        </a>
        , a file that proves that nothing in it was changed.
      </p>
      <History accountId={viewer.account.id} version={version} />
    </Screen>
  );
}
