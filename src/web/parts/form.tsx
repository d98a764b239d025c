import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { Countdown } from './countdown.js';
import { Notice } from './notice.js';
import type { FieldName, Submission } from './submission.js';

interface FormState {
  readonly busy: boolean;
  /** No code is looked at for a while. */
  readonly locked: boolean;
  /** What is wrong with a field, if anything is. */
  readonly errorOf: (name: FieldName, whenMissing: string) => string | null;
}

const FormContext = createContext<FormState>({ busy: false, locked: false, errorOf: () => null });

/** The form a field is part of. */
export const useForm = (): FormState => useContext(FormContext);

interface FormProps {
  readonly submission: Submission;
  readonly onSubmit: (form: HTMLFormElement) => void;
  readonly children: ComponentChildren;
}

/** A form that tells what was wrong, and brings the eye there. */
export function Form({ submission, onSubmit, children }: FormProps) {
  const { busy, problem, clear } = submission;
  const [missing, setMissing] = useState<readonly string[]>([]);
  const form = useRef<HTMLFormElement>(null);

  // After the fields were drawn with what is wrong.
  useEffect(() => {
    if (form.current && (problem ?? missing.length > 0) && !busy) lookAtProblem(form.current, problem?.field);
  }, [problem, missing, busy]);

  const errorOf = (name: FieldName, whenMissing: string) => {
    if (missing.includes(name)) return whenMissing;
    return problem?.field === name ? problem.message : null;
  };
  const locked = problem !== null && problem.lockedUntil !== null;
  return (
    <FormContext.Provider value={{ busy, locked, errorOf }}>
      <form
        ref={form}
        class="form"
        noValidate
        aria-busy={busy}
        onSubmit={(event) => {
          event.preventDefault();
          const empty = emptyFields(event.currentTarget);
          setMissing(empty);
          if (empty.length === 0 && !locked) onSubmit(event.currentTarget);
        }}
      >
        {problem?.field === null && (
          <Notice tone="bad" alert>
            {problem.message}{' '}
            {problem.lockedUntil !== null && (
              <Countdown
                until={problem.lockedUntil}
                onEnd={() => {
                  clear();
                  setTimeout(() => {
                    (
                      inputOf(form.current, 'code') ??
                      form.current?.querySelector<HTMLElement>('[data-first]')
                    )?.focus();
                  });
                }}
              />
            )}
          </Notice>
        )}
        {children}
      </form>
    </FormContext.Provider>
  );
}

/** What a field of a form holds. */
export function valueOf(form: HTMLFormElement, name: FieldName): string {
  return inputOf(form, name)?.value ?? '';
}

function inputOf(form: HTMLFormElement | null, name: FieldName): HTMLInputElement | null {
  const element = form?.elements.namedItem(name);
  return element instanceof HTMLInputElement ? element : null;
}

function emptyFields(form: HTMLFormElement): readonly string[] {
  const inputs = [...form.elements].filter((element) => element instanceof HTMLInputElement);
  return inputs.filter(({ required, value }) => required && value.trim() === '').map(({ name }) => name);
}

function lookAtProblem(form: HTMLFormElement, field: FieldName | null | undefined): void {
  // A refused code is of no more use; a recovery code may be mistyped.
  const code = form.querySelector<HTMLInputElement>('input.code');
  if (code && field !== undefined && field !== 'password') code.value = '';
  const target = form.querySelector<HTMLElement>(
    field === null ? '[role=alert]' : 'input[aria-invalid=true]:not(:disabled)',
  );
  target?.focus();
}
