import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Link } from '../router.js';

interface ScreenProps {
  readonly title: string;
  readonly lead?: ComponentChildren;
  /** Where it belongs to. */
  readonly back?: { readonly to: string; readonly label: string };
  readonly children: ComponentChildren;
}

let opened = 0;

/** What fills the page: it names itself, and takes the focus to where the eye should go. */
export function Screen({ title, lead, back, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // With the screen itself, before anybody can type: keys must not go to the one before.
  useLayoutEffect(() => {
    document.title = `${title} · Countersign`;
    const first = heading.current?.closest('main')?.querySelector<HTMLElement>('[data-first]');
    // A page that was just loaded is read from its top.
    if (first) first.focus();
    else if (opened > 0) heading.current?.focus();
    opened++;
  }, [title]);
  return (
    <>
      {back && (
        <p class="back">
          <Link to={back.to}>‹ {back.label}</Link>
        </p>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </>
  );
}
