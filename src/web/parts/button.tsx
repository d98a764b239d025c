import type { ComponentChildren } from 'preact';
import { useForm } from './form.js';

interface SubmitProps {
  readonly children: ComponentChildren;
  /** What is said while it is under way. */
  readonly busy: string;
  readonly tone?: 'main' | 'danger' | 'danger-quiet' | 'plain';
}

/** Sends its form. It stays where it is, and keeps the focus, while that is under way. */
export function Submit({ children, busy: whileBusy, tone = 'main' }: SubmitProps) {
  const { busy, locked } = useForm();
  return (
    <>
      <button type="submit" class={`button ${tone}`} aria-disabled={busy || locked}>
        {busy && <span class="spinner" aria-hidden="true" />}
        {busy ? whileBusy : children}
      </button>
      <span class="unseen" role="status">
        {busy && whileBusy}
      </span>
    </>
  );
}
