import type { ComponentChildren } from 'preact';
import { createStore } from './store.js';

const here = () => location.pathname + location.search;

/** The path shown, with its search. */
export const place = createStore(here());

addEventListener('popstate', () => {
  place.set(here());
});

/** Goes to a path of this page. `replace` leaves no way back to the present one. */
export function go(path: string, { replace = false } = {}): void {
  if (path === here()) return;
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  scrollTo(0, 0);
  place.set(here());
}

/** What stands behind `#`, which no server is told; it is gone from the address then, and from the history. */
export function takeFragment(): string {
  const fragment = location.hash.slice(1);
  if (fragment !== '') history.replaceState(null, '', here());
  return fragment;
}

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly current?: 'page' | false;
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
}

/** A link inside this page: a click stays here, anything else (a new tab, copying) works as in any link. */
export function Link({ to, class: className, current, children, onClick }: LinkProps) {
  return (
    <a
      href={to}
      class={className}
      aria-current={current === 'page' ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        onClick?.();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
