import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { CodeField, type CodeFieldProps } from './code-field.js';
import { FieldNote } from './field.js';
import { useForm } from './form.js';

const MISSING = 'Enter one of your recovery codes.';

/** A code of the authenticator or, for who has not got it, a recovery code. */
export function AnyCodeField(props: CodeFieldProps) {
  const [recovering, setRecovering] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  const switched = useRef(false);
  useEffect(() => {
    if (switched.current) field.current?.querySelector('input')?.focus();
  }, [recovering]);
  return (
    <div ref={field} class="any-code">
      {recovering ? <RecoveryCodeField /> : <CodeField {...props} />}
      <button
        type="button"
        class="link"
        onClick={() => {
          switched.current = true;
          setRecovering(!recovering);
        }}
      >
        {recovering ? 'Use your authenticator instead' : 'Use a recovery code instead'}
      </button>
    </div>
  );
}

function RecoveryCodeField() {
  const id = useId();
  const { locked, errorOf } = useForm();
  const error = errorOf('code', MISSING);
  // What helps with a code of an authenticator does not help here.
  const told =
    error === null || error === MISSING
      ? error
      : 'That recovery code was not accepted. Each works once, and new ones make those from before void.';
  return (
    <div class="field">
      <label for={id}>Recovery code</label>
      <input
        id={id}
        class="recovery-code"
        name="code"
        type="text"
        autocomplete="off"
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        required
        disabled={locked}
        placeholder="xxxxx-xxxxx"
        aria-invalid={error !== null}
        aria-describedby={`${id}-below`}
        data-first=""
      />
      <FieldNote id={`${id}-below`} error={told} hint="Ten letters and digits, from the list you saved." />
    </div>
  );
}
