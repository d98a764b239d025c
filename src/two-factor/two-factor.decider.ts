import { accepted, refused, unreachable, type Decision } from '../event-store/decider.js';
import { waitAfter, type LockPolicy } from './lock.policy.js';
import type { CodePurpose, RejectionReason, TwoFactorEvent } from './two-factor.events.js';
import { enrollmentUnderWay, lockedUntil, type Enrollment, type TwoFactorState } from './two-factor.state.js';

/** What checking a code against a secret came to. */
export type CodeCheck =
  | { readonly kind: 'matched'; readonly step: number }
  | { readonly kind: 'clockOff'; readonly steps: number }
  | { readonly kind: 'wrong' };

/** Why a code was refused, as far as outsiders are told. */
export type CodeRefusal =
  | {
      readonly code: 'codeRefused';
      /** When this failure began a lock: its end. */ readonly lockedUntil: Date | null;
    }
  | { readonly code: 'locked'; readonly lockedUntil: Date };

export type ConfirmRefusal =
  | CodeRefusal
  | Refusal<'alreadyConfirmed' | 'enrollmentNotFound' | 'enrollmentSuperseded' | 'enrollmentExpired'>;

interface Refusal<C extends string> {
  readonly code: C;
}
type Rejection = Extract<TwoFactorEvent, { type: 'TwoFactorCodeRejected' }>;

interface Circumstances {
  readonly now: Date;
  readonly lockPolicy: LockPolicy;
}

/** Enrolling asks for the password; while 2FA is on, for a code as well: replacing protection needs full proof. */
export function startEnrollment(
  state: TwoFactorState,
  facts: Circumstances & {
    readonly passwordMatched: boolean;
    readonly enrollment: Omit<Enrollment, 'expiresAt'>;
    readonly lifetimeSeconds: number;
    /** The code given and checked against the current secret; `null` when none was given. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, CodeRefusal | Refusal<'passwordRefused' | 'codeRequired'>> {
  if (!facts.passwordMatched) return refused({ code: 'passwordRefused' });
  const started: TwoFactorEvent = {
    type: 'TwoFactorEnrollmentStarted',
    data: {
      ...facts.enrollment,
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
      expiresAt: later(facts.now, facts.lifetimeSeconds),
      supersedes: enrollmentUnderWay(state.factor)?.enrollmentId ?? null,
    },
  };
  if (state.factor.status !== 'on') return accepted(started);
  if (facts.check === null) return refused({ code: 'codeRequired' });
  const purpose = 'replaceEnrollment';
  const { enrollmentId, lastStep } = state.factor;
  return judge(state, { ...facts, check: facts.check, purpose, lastStep }, (step) => [
    { type: 'TwoFactorCodeAccepted', data: { enrollmentId, step, purpose } },
    started,
  ]);
}

/** Only this turns 2FA on. The confirming code is spent with it. */
export function confirmEnrollment(
  state: TwoFactorState,
  facts: Circumstances & {
    readonly enrollmentId: string;
    /** The code checked against the enrollment under way; `null` when there is none. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, ConfirmRefusal> {
  const { enrollmentId, check, now } = facts;
  const purpose = 'confirmEnrollment';
  const enrollment = enrollmentUnderWay(state.factor);
  if (state.superseded.includes(enrollmentId)) {
    return refused({ code: 'enrollmentSuperseded' }, rejection(state, purpose, 'enrollmentSuperseded'));
  }
  if (state.factor.status === 'on' && state.factor.enrollmentId === enrollmentId)
    return refused({ code: 'alreadyConfirmed' });
  if (enrollment?.enrollmentId !== enrollmentId || check === null)
    return refused({ code: 'enrollmentNotFound' });
  if (now >= new Date(enrollment.expiresAt)) {
    return refused({ code: 'enrollmentExpired' }, rejection(state, purpose, 'enrollmentExpired'));
  }
  return judge(state, { ...facts, check, purpose, lastStep: -1 }, (step) => [
    { type: 'TwoFactorEnrollmentConfirmed', data: { enrollmentId, step } },
  ]);
}

/** The second step of signing in. */
export function answerChallenge(
  state: TwoFactorState,
  facts: Circumstances & {
    /** The enrollment that protected the account when the challenge was issued. */
    readonly enrollmentId: string;
    readonly challengeExpired: boolean;
    /** The code checked against the current secret; `null` when 2FA is not on. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, CodeRefusal> {
  const { enrollmentId, challengeExpired, check } = facts;
  const purpose = 'signIn';
  if (challengeExpired) return refusedCode(rejection(state, purpose, 'challengeExpired'));
  if (state.factor.status !== 'on' || state.factor.enrollmentId !== enrollmentId || check === null) {
    return refusedCode(rejection(state, purpose, 'challengeVoid'));
  }
  return judge(state, { ...facts, check, purpose, lastStep: state.factor.lastStep }, (step) => [
    { type: 'TwoFactorCodeAccepted', data: { enrollmentId, step, purpose } },
  ]);
}

/** Turning 2FA off asks for password and code in the same act. */
export function disable(
  state: TwoFactorState,
  facts: Circumstances & {
    readonly passwordMatched: boolean;
    /** The code checked against the current secret; `null` when 2FA is not on. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, CodeRefusal | Refusal<'passwordRefused' | 'notOn'>> {
  const { passwordMatched, check } = facts;
  if (!passwordMatched) return refused({ code: 'passwordRefused' });
  if (state.factor.status !== 'on' || check === null) return refused({ code: 'notOn' });
  const { enrollmentId, lastStep } = state.factor;
  return judge(state, { ...facts, check, purpose: 'disableTwoFactor', lastStep }, (step) => [
    { type: 'TwoFactorDisabled', data: { enrollmentId, step } },
  ]);
}

/** An administrator's way back in for who lost the authenticator; the reason stays on record. */
export function reset(
  state: TwoFactorState,
  facts: { readonly sealedReason: string },
): Decision<TwoFactorEvent, Refusal<'notOn'>> {
  if (state.factor.status === 'off') return refused({ code: 'notOn' });
  return accepted({ type: 'TwoFactorReset', data: facts });
}

/** One budget and one memory of spent codes for every act that asks for a code. */
function judge(
  state: TwoFactorState,
  facts: Circumstances & {
    readonly check: CodeCheck;
    readonly purpose: CodePurpose;
    readonly lastStep: number;
  },
  whenRight: (step: number) => readonly TwoFactorEvent[],
): Decision<TwoFactorEvent, CodeRefusal> {
  const { check, purpose, lastStep, now } = facts;
  const locked = lockedUntil(state, now);
  if (locked) return refused({ code: 'locked', lockedUntil: locked });
  switch (check.kind) {
    case 'matched':
      if (check.step > lastStep) return accepted(...whenRight(check.step));
      // A repeated code is told once for each spent step, or replays could fill the owner's history.
      return state.replayedStep === lastStep
        ? refusedCode()
        : refusedCode(rejection(state, purpose, 'alreadyUsed'));
    case 'wrong':
      return refusedCode(...failure(state, rejection(state, purpose, 'wrong'), facts));
    case 'clockOff':
      return refusedCode(...failure(state, rejection(state, purpose, 'clockOff', check.steps), facts));
    default:
      return unreachable(check);
  }
}

/** One refusal outside, whatever the history says. */
function refusedCode(...events: readonly TwoFactorEvent[]): Decision<TwoFactorEvent, CodeRefusal> {
  const lock = events.find((event) => event.type === 'TwoFactorLocked');
  return refused({ code: 'codeRefused', lockedUntil: lock ? new Date(lock.data.until) : null }, ...events);
}

function rejection(
  { failures }: TwoFactorState,
  purpose: CodePurpose,
  reason: RejectionReason,
  clockOffBy: number | null = null,
): Rejection {
  return { type: 'TwoFactorCodeRejected', data: { purpose, reason, clockOffBy, failures } };
}

/** A rejection that counts, and the lock it may lead to. */
function failure(
  state: TwoFactorState,
  rejected: Rejection,
  { now, lockPolicy }: Circumstances,
): readonly TwoFactorEvent[] {
  const failures = state.failures + 1;
  const counted: Rejection = { ...rejected, data: { ...rejected.data, failures } };
  const wait = waitAfter(failures, lockPolicy);
  if (wait === 0) return [counted];
  return [counted, { type: 'TwoFactorLocked', data: { until: later(now, wait), failures } }];
}

function later(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1_000).toISOString();
}
