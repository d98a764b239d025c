import { useEffect, useRef, useState } from 'preact/hooks';
import { go, Link, place } from '../router.js';
import { connection, session, signOut } from '../session.js';
import { useStore } from '../store.js';
import { Brand } from './brand.js';
import { Icon } from './icon.js';

/** The top of every page: where home is, and who is signed in. */
export function Header() {
  const current = useStore(session);
  const lost = useStore(connection) === 'lost' && current.status === 'in';
  return (
    <header class="top">
      <a class="skip" href="#main">
        Skip to content
      </a>
      <div class="inside-top">
        <Link to="/settings" class="home">
          <Brand />
        </Link>
        {current.status === 'in' && <AccountMenu username={current.viewer.account.username} />}
      </div>
      {/* Always there, so that what is put into it is announced; over the page, so that nothing moves. */}
      <p class="connection" role="status">
        {lost && 'Connection lost. Trying again…'}
      </p>
    </header>
  );
}

function AccountMenu({ username }: { readonly username: string }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const at = useStore(place);

  useEffect(() => {
    if (!open) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    const onPress = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('focusin', onPress);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('focusin', onPress);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
  };
  return (
    <div class="account-menu" ref={box}>
      <button
        ref={button}
        type="button"
        class="account-button"
        aria-expanded={open}
        aria-controls="account-menu"
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Icon name="person" />
        <span class="username">{username}</span>
        <Icon name="chevron" />
      </button>
      <ul id="account-menu" hidden={!open}>
        <li>
          <Link to="/settings" current={at === '/settings' && 'page'} onClick={close}>
            Account Settings
          </Link>
        </li>
        <li>
          <button
            type="button"
            onClick={() => {
              close();
              void signOut().then(
                () => {
                  go('/sign-in');
                },
                () => undefined,
              );
            }}
          >
            Sign out
          </button>
        </li>
      </ul>
    </div>
  );
}
