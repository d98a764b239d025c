import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Fault } from '../api/graphql.js';
import type { RefusalCode } from '../api/operations.js';
import { over } from '../session.js';

export type FieldName = 'username' | 'password' | 'newPassword' | 'code' | 'key' | 'reason' | 'token';

/** Why what was sent was not accepted, and where to look. */
export interface Problem {
  readonly message: string;
  /** The field it is about; `null` when it is about all of it. */
  readonly field: FieldName | null;
  /** No code is looked at before: milliseconds since 1970. */
  readonly lockedUntil: number | null;
}

interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly retryAfter: number | null;
}

const FIELDS: Partial<Record<RefusalCode, FieldName>> = {
  USERNAME_TAKEN: 'username',
  USERNAME_INVALID: 'username',
  PASSWORD_INVALID: 'password',
  PASSWORD_REFUSED: 'password',
  CODE_MALFORMED: 'code',
  CODE_REFUSED: 'code',
  CODE_REQUIRED: 'code',
  REASON_INVALID: 'reason',
};

/** A refusal of the service, put where it belongs on a form. */
export function problemOf(refusal: Refusal): Problem {
  if (refusal.code === 'NOT_SIGNED_IN') over();
  const { message, retryAfter } = refusal;
  const lockedUntil = retryAfter === null ? null : Date.now() + retryAfter * 1_000;
  return { message, field: lockedUntil === null ? (FIELDS[refusal.code] ?? null) : null, lockedUntil };
}

export interface Submission {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Runs what the form does; while it runs, asking again does nothing. */
  readonly submit: (send: () => Promise<Problem | null>) => void;
  readonly clear: () => void;
}

export function useSubmission(): Submission {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const underWay = useRef(false);
  const gone = useRef(false);
  useEffect(() => () => void (gone.current = true), []);

  const submit = useCallback((send: () => Promise<Problem | null>) => {
    if (underWay.current) return;
    underWay.current = true;
    setBusy(true);
    setProblem(null);
    void send()
      .catch(problemFrom)
      .then((found) => {
        underWay.current = false;
        if (gone.current) return;
        setBusy(false);
        setProblem(found);
      });
  }, []);
  const clear = useCallback(() => {
    setProblem(null);
  }, []);
  return { busy, problem, submit, clear };
}

function problemFrom(fault: unknown): Problem {
  if (!(fault instanceof Fault)) throw fault;
  const reference = fault.correlationId === null ? '' : ` Reference: ${fault.correlationId}`;
  return { message: fault.message + reference, field: null, lockedUntil: null };
}
