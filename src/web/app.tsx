import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { lazily } from './lazy.js';
import { localPath } from './local-path.js';
import { Header } from './parts/header.js';
import { Waiting } from './parts/waiting.js';
import { go, place } from './router.js';
import { NotFound } from './screens/not-found.js';
import { Register } from './screens/register.js';
import { ResetPassword } from './screens/reset-password.js';
import { SignIn, SignInCode } from './screens/sign-in.js';
import { SignedIn } from './screens/signed-in.js';
import { session } from './session.js';
import { useStore } from './store.js';

/** Auditors and administrators are few. */
const Audit = lazily<{ readonly path: string }>(async () => (await import('./audit/audit.js')).Audit);

export function App() {
  const [path = '/', search = ''] = useStore(place).split(/(?=\?)/);
  const shape = shapeOf(path);
  return (
    <>
      <Header />
      {/* Another one for each shape: the next screen appears, rather than the last one moving. */}
      <main key={shape} id="main" class={shape}>
        <Route key={path} path={path} search={search} />
      </main>
    </>
  );
}

function shapeOf(path: string): 'wide' | 'column' | 'outside' {
  if (path.startsWith('/audit')) return 'wide';
  return path.startsWith('/settings') ? 'column' : 'outside';
}

function Route({ path, search }: { readonly path: string; readonly search: string }) {
  if (path === '/audit' || path.startsWith('/audit/')) return <Audit path={path} />;
  if (path === '/settings' || path.startsWith('/settings/')) return <SignedIn path={path} />;
  switch (path) {
    case '/':
      return <Elsewhere to="/settings" />;
    case '/sign-in':
      return <Outside search={search} screen={SignIn} />;
    case '/sign-in/code':
      return <Outside search={search} screen={SignInCode} />;
    case '/reset-password':
      return <ResetPassword />;
    case '/register':
      return <Outside search={search} screen={Register} />;
    default:
      return <NotFound />;
  }
}

interface OutsideProps {
  readonly search: string;
  readonly screen: ComponentType<{ readonly search: string }>;
}

/** What is for who is not signed in; who is, goes where they wanted to. */
function Outside({ search, screen: Screen }: OutsideProps) {
  const { status } = useStore(session);
  if (status === 'in')
    return <Elsewhere to={localPath(new URLSearchParams(search).get('return'), '/settings')} />;
  return status === 'unknown' ? <Waiting /> : <Screen search={search} />;
}

function Elsewhere({ to }: { readonly to: string }) {
  useEffect(() => {
    go(to, { replace: true });
  }, [to]);
  return <Waiting />;
}
