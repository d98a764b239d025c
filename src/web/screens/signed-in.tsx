import { useEffect } from 'preact/hooks';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { Waiting } from '../parts/waiting.js';
import { go } from '../router.js';
import { refresh, session, type Viewer } from '../session.js';
import { useStore } from '../store.js';
import { Activity } from './activity.js';
import { Disable } from './disable.js';
import { Enable } from './enable.js';
import { Erase } from './erase.js';
import { RecoveryCodes } from './new-codes.js';
import { NotFound } from './not-found.js';
import { Password } from './password.js';
import { CODES_PATH } from './recovery-codes.js';
import { Sessions } from './sessions.js';
import { Settings } from './settings.js';
import { TwoFactor } from './two-factor.js';

/** What one has to be signed in for. Who is not, is asked to, and comes back. */
export function SignedIn({ path }: { readonly path: string }) {
  const current = useStore(session);
  const isOut = current.status === 'out';
  const comesBack = current.status !== 'out' || current.why === null || current.why === 'over';
  const wanted = comesBack ? path : null;
  useEffect(() => {
    if (isOut) go(wanted === null ? '/sign-in' : signInFor(wanted), { replace: true });
  }, [isOut, wanted]);
  switch (current.status) {
    case 'in':
      return <Inside path={path} viewer={current.viewer} />;
    case 'unreachable':
      return <Unreachable />;
    case 'unknown':
    case 'out':
      return <Waiting />;
  }
}

function signInFor(path: string): string {
  return path === '/settings' ? '/sign-in' : `/sign-in?return=${encodeURIComponent(path)}`;
}

function Inside({ path, viewer }: { readonly path: string; readonly viewer: Viewer }) {
  switch (path) {
    case '/settings':
      return <Settings viewer={viewer} />;
    case '/settings/two-factor':
      return <TwoFactor viewer={viewer} />;
    case '/settings/two-factor/enable':
      return <Enable viewer={viewer} moving={false} />;
    case '/settings/two-factor/move':
      return <Enable viewer={viewer} moving />;
    case '/settings/two-factor/disable':
      return <Disable viewer={viewer} />;
    case CODES_PATH:
      return <RecoveryCodes viewer={viewer} />;
    case '/settings/activity':
      return <Activity viewer={viewer} />;
    case '/settings/sessions':
      return <Sessions />;
    case '/settings/password':
      return <Password viewer={viewer} />;
    case '/settings/erase':
      return <Erase viewer={viewer} />;
    default:
      return <NotFound />;
  }
}

function Unreachable() {
  return (
    <Screen title="No connection">
      <Notice tone="bad" alert>
        The service cannot be reached.
      </Notice>
      <p>
        <button type="button" class="button main" onClick={() => void refresh()}>
          Try again
        </button>
      </p>
    </Screen>
  );
}
