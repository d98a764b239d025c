import { DEFAULT_LOCK_POLICY } from '../../src/two-factor/lock.policy.js';
import { timeStep } from '../../src/two-factor/totp.js';
import type { CodeCheck, TotpCheck } from '../../src/two-factor/code.policy.js';
import type { CodePurpose, RejectionReason, TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { NOW } from '../support/facts.js';

/** Enrollments in the order they were started. */
export const FIRST = '019ca963-1800-7000-8000-000000000001';
export const SECOND = '019ca963-1800-7000-8000-000000000002';
export const THIRD = '019ca963-1800-7000-8000-000000000003';

/** The time step of {@link NOW}. */
export const STEP = timeStep(NOW);

export const LIFETIME_SECONDS = 600;

/** What every rule is told: the time, and how long wrong codes make everyone wait. */
export const circumstances = (now: Date = NOW) => ({ now, lockPolicy: DEFAULT_LOCK_POLICY });

export const secondsFrom = (seconds: number, from: Date = NOW) => new Date(from.getTime() + seconds * 1_000);

export const sealedSecretOf = (enrollmentId: string) => `v1.sealed-secret-of-${enrollmentId}`;

export const matched = (step: number): TotpCheck => ({ kind: 'matched', step });
export const clockOff = (steps: number): TotpCheck => ({ kind: 'clockOff', steps });
export const WRONG: TotpCheck = { kind: 'wrong' };
/** A recovery code, by its place in the set. */
export const recovered = (index: number): CodeCheck => ({ kind: 'recovered', index });

/** What is kept of a set of recovery codes. */
export const SEALED_SET = { sealedCodes: 'v1.sealed-recovery-codes', count: 10 } as const;
export const ALL_UNUSED: readonly number[] = Array.from({ length: SEALED_SET.count }, (_, index) => index);

/** The refusals of a code, as outsiders get them. */
export const codeRefused = (lockedUntil: Date | null = null) =>
  ({ code: 'codeRefused', lockedUntil }) as const;
export const locked = (lockedUntil: Date) => ({ code: 'locked', lockedUntil }) as const;

export const started = (
  enrollmentId: string = FIRST,
  { supersedes = null, at = NOW }: { readonly supersedes?: string | null; readonly at?: Date } = {},
): TwoFactorEvent => ({
  type: 'TwoFactorEnrollmentStarted',
  data: {
    enrollmentId,
    sealedSecret: sealedSecretOf(enrollmentId),
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    expiresAt: secondsFrom(LIFETIME_SECONDS, at).toISOString(),
    supersedes,
  },
});

export const confirmed = (step: number, enrollmentId: string = FIRST): TwoFactorEvent => ({
  type: 'TwoFactorEnrollmentConfirmed',
  data: { enrollmentId, step },
});

export const codeAccepted = (
  step: number,
  purpose: CodePurpose,
  enrollmentId: string = FIRST,
): TwoFactorEvent => ({ type: 'TwoFactorCodeAccepted', data: { enrollmentId, step, purpose } });

export const codeRejected = (
  purpose: CodePurpose,
  reason: RejectionReason,
  failures: number,
  clockOffBy: number | null = null,
): TwoFactorEvent => ({
  type: 'TwoFactorCodeRejected',
  data: { purpose, reason, clockOffBy, failures },
});

export const lockedEvent = (until: Date, failures: number): TwoFactorEvent => ({
  type: 'TwoFactorLocked',
  data: { until: until.toISOString(), failures },
});

export const disabled = (step: number | null, enrollmentId: string = FIRST): TwoFactorEvent => ({
  type: 'TwoFactorDisabled',
  data: { enrollmentId, step },
});

export const wasReset = (sealedReason = 'v1.sealed-reason'): TwoFactorEvent => ({
  type: 'TwoFactorReset',
  data: { sealedReason },
});

export const codesIssued = (
  purpose: 'confirmEnrollment' | 'regenerateRecoveryCodes' = 'confirmEnrollment',
  { enrollmentId = FIRST, at = NOW }: { readonly enrollmentId?: string; readonly at?: Date } = {},
): TwoFactorEvent => ({
  type: 'TwoFactorRecoveryCodesIssued',
  data: { ...SEALED_SET, enrollmentId, issuedAt: at.toISOString(), purpose },
});

export const recoveryCodeUsed = (
  index: number,
  purpose: CodePurpose,
  remaining: number = SEALED_SET.count - 1,
  enrollmentId: string = FIRST,
): TwoFactorEvent => ({
  type: 'TwoFactorRecoveryCodeUsed',
  data: { enrollmentId, purpose, index, remaining },
});

/** 2FA is on, with recovery codes; the code of `step` turned it on. */
export const recoverable = (step: number = STEP - 1): readonly TwoFactorEvent[] => [
  ...turnedOn(step),
  codesIssued(),
];

/** 2FA is on, as it was turned on before there were recovery codes; the code of `step` did. */
export const turnedOn = (step: number = STEP - 1): readonly TwoFactorEvent[] => [started(), confirmed(step)];

/** Wrong codes in a row while signing in, from the first to the `count`-th, none of them locking. */
export const wrongCodes = (count: number, purpose: CodePurpose = 'signIn'): readonly TwoFactorEvent[] =>
  Array.from({ length: count }, (_, index) => codeRejected(purpose, 'wrong', index + 1));

/** Five wrong codes in a row: the last one locks for thirty seconds. */
export const lockedOut = (at: Date = NOW): readonly TwoFactorEvent[] => [
  ...wrongCodes(5),
  lockedEvent(secondsFrom(30, at), 5),
];
