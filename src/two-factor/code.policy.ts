import { accepted, refused, unreachable, type Decision } from '../event-store/decider.js';
import { waitAfter, type LockPolicy } from './lock.policy.js';
import type { CodePurpose, RejectionReason, TwoFactorEvent } from './two-factor.events.js';
import { lockAt, type TwoFactorState } from './two-factor.state.js';

/** What checking a code against the secret of an authenticator came to. */
export type TotpCheck =
  | { readonly kind: 'matched'; readonly step: number }
  /** It matches a step whose codes may have been spent in a part of the log that was lost. */
  | { readonly kind: 'perhapsSpent' }
  | { readonly kind: 'clockOff'; readonly steps: number }
  | { readonly kind: 'wrong' }
  /** A lock holds, so that nobody looked. */
  | { readonly kind: 'unseen' };

/** What checking a code against all that protects an account came to. */
export type CodeCheck =
  | TotpCheck
  /** It is the recovery code of this place in its set, used or not. */
  | { readonly kind: 'recovered'; readonly index: number };

/** Why a code was refused, as far as outsiders are told. */
export type CodeRefusal =
  | {
      readonly code: 'codeRefused';
      /** When this failure began a lock: its end. */ readonly lockedUntil: Date | null;
    }
  | { readonly code: 'locked'; readonly lockedUntil: Date };

type Rejection = Extract<TwoFactorEvent, { type: 'TwoFactorCodeRejected' }>;

/** What comes of a code that is right: its events say that it is spent. */
export interface WhenRight {
  /** One of the authenticator, of a time step. */
  readonly code: (step: number) => readonly TwoFactorEvent[];
  /** A recovery code, with the event that spends it. Left out where none will do. */
  readonly recoveryCode?: (used: TwoFactorEvent) => readonly TwoFactorEvent[];
}

/** What every rule about codes is told. */
export interface Circumstances {
  readonly now: Date;
  readonly lockPolicy: LockPolicy;
}

/** One budget and one memory of spent codes for every act that asks for a code. */
export function judge(
  state: TwoFactorState,
  facts: Circumstances & {
    readonly check: CodeCheck;
    readonly purpose: CodePurpose;
    readonly lastStep: number;
  },
  whenRight: WhenRight,
): Decision<TwoFactorEvent, CodeRefusal> {
  const { check, purpose, lastStep, now } = facts;
  const lock = lockAt(state, now, facts.lockPolicy);
  if (lock.kind === 'holds') return refused({ code: 'locked', lockedUntil: lock.until });
  if (lock.kind === 'notBegun') return beginAnew(state, lock.seconds, now);
  switch (check.kind) {
    case 'matched':
      if (check.step > lastStep) return accepted(...whenRight.code(check.step));
      // A repeated code is told once for each spent step, or replays could fill the owner's history.
      return state.replayedStep === lastStep
        ? refusedCode()
        : refusedCode(rejection(state, purpose, 'alreadyUsed'));
    case 'recovered':
      return judgeRecoveryCode(state, { ...facts, index: check.index }, whenRight.recoveryCode);
    case 'perhapsSpent':
    case 'unseen':
      return refusedCode();
    case 'wrong':
      return refusedCode(...failure(state, rejection(state, purpose, 'wrong'), facts));
    case 'clockOff':
      return refusedCode(...failure(state, rejection(state, purpose, 'clockOff', check.steps), facts));
    default:
      return unreachable(check);
  }
}

/**
 * A recovery code works once. One that was used counts as a failure all the same: to look it up costs an
 * Argon2id, which nobody gets for nothing, and what was counted is bounded in the history too.
 */
function judgeRecoveryCode(
  state: TwoFactorState,
  facts: Circumstances & { readonly purpose: CodePurpose; readonly index: number },
  whenRight: WhenRight['recoveryCode'],
): Decision<TwoFactorEvent, CodeRefusal> {
  const { purpose, index } = facts;
  const { factor } = state;
  if (!whenRight || factor.status !== 'on' || factor.recovery === null)
    return refusedCode(...failure(state, rejection(state, purpose, 'wrong'), facts));
  const { unused } = factor.recovery;
  if (!unused.includes(index))
    return refusedCode(...failure(state, rejection(state, purpose, 'alreadyUsed'), facts));
  const { enrollmentId } = factor;
  const data = { enrollmentId, purpose, index, remaining: unused.length - 1 };
  return accepted(...whenRight({ type: 'TwoFactorRecoveryCodeUsed', data }));
}

/** The lock lasts as long as it was to last, from when it is first met after the clock stepped back. */
function beginAnew(
  { failures }: TwoFactorState,
  seconds: number,
  now: Date,
): Decision<TwoFactorEvent, CodeRefusal> {
  const until = later(now, seconds);
  const locked: TwoFactorEvent = { type: 'TwoFactorLocked', data: { until, failures } };
  return refused({ code: 'locked', lockedUntil: new Date(until) }, locked);
}

/** One refusal outside, whatever the history says. */
export function refusedCode(...events: readonly TwoFactorEvent[]): Decision<TwoFactorEvent, CodeRefusal> {
  const lock = events.find((event) => event.type === 'TwoFactorLocked');
  return refused({ code: 'codeRefused', lockedUntil: lock ? new Date(lock.data.until) : null }, ...events);
}

export function rejection(
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

/** The instant some seconds after another: ISO 8601, UTC. */
export function later(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1_000).toISOString();
}
