import { useEffect, useId, useRef } from 'preact/hooks';
import { FieldNote } from './field.js';
import { useForm } from './form.js';
import { digitsOf, DIGITS } from './digits.js';

export interface CodeFieldProps {
  readonly label?: string;
  readonly hint?: string;
  /** Sends the form with the sixth digit. Not where something else is to be filled in, or thought over. */
  readonly sends?: boolean;
  readonly first?: boolean;
}

/** The six digits an authenticator shows: typed, pasted with whatever stands between them, or filled in by the phone. */
export function CodeField({ label = 'Six-digit code', hint, sends = false, first = false }: CodeFieldProps) {
  const id = useId();
  const { busy, locked, errorOf } = useForm();
  const sent = useRef('');
  // Answered: the same digits may be tried again.
  useEffect(() => {
    if (!busy) sent.current = '';
  }, [busy]);
  const error = errorOf('code', 'Enter the six digits your authenticator shows.');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="code"
        name="code"
        type="text"
        inputmode="numeric"
        autocomplete="one-time-code"
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        required
        disabled={locked}
        placeholder="000000"
        aria-invalid={error !== null}
        aria-describedby={`${id}-below`}
        data-first={first ? '' : undefined}
        onInput={({ currentTarget }) => {
          const digits = digitsOf(currentTarget.value);
          if (currentTarget.value !== digits) currentTarget.value = digits;
          if (digits.length < DIGITS) sent.current = '';
          if (!sends || digits.length < DIGITS || digits === sent.current) return;
          sent.current = digits;
          currentTarget.form?.requestSubmit();
        }}
      />
      <FieldNote id={`${id}-below`} error={error} hint={hint} />
    </div>
  );
}
