import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useForm } from './form.js';
import type { FieldName } from './submission.js';

interface FieldProps {
  readonly name: FieldName;
  readonly label: string;
  readonly whenMissing: string;
  readonly hint?: ComponentChildren;
  readonly autocomplete: string;
  readonly type?: 'text' | 'password';
  readonly value?: string;
  /** Where the eye should go when the screen opens. */
  readonly first?: boolean;
}

/** A line to fill in, with its name above and what is wrong with it below. */
export function Field({ name, label, whenMissing, hint, type = 'text', first = false, ...rest }: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const error = useForm().errorOf(name, whenMissing);
  // Preact types inputs by one literal.
  const typeNow = (shown ? 'text' : type) as 'text';
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="input">
        <input
          id={id}
          name={name}
          type={typeNow}
          autocomplete={rest.autocomplete}
          defaultValue={rest.value}
          required
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          aria-invalid={error !== null}
          aria-describedby={`${id}-below`}
          data-first={first ? '' : undefined}
        />
        {type === 'password' && (
          <button
            type="button"
            class="inside"
            aria-pressed={shown}
            aria-label={`Show ${label.toLowerCase()}`}
            onClick={() => {
              setShown(!shown);
            }}
          >
            {shown ? 'Hide' : 'Show'}
          </button>
        )}
      </div>
      <FieldNote id={`${id}-below`} error={error} hint={hint} />
    </div>
  );
}

interface FieldNoteProps {
  readonly id: string;
  readonly error: string | null;
  readonly hint?: ComponentChildren;
}

/** What is wrong with a field, or a hint. */
export function FieldNote({ id, error, hint }: FieldNoteProps) {
  return (
    <div id={id} class="below">
      {error === null ? hint : <span role="alert">{error}</span>}
    </div>
  );
}

/** Tells a password manager whose password the form asks for. */
export function UsernameForManagers({ username }: { readonly username: string }) {
  return (
    <input
      class="unseen"
      type="text"
      autocomplete="username"
      value={username}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
