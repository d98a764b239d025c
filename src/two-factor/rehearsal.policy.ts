import { judge, later, type CodeCheck, type Circumstances, type TotpCheck } from './code.policy.js';
import type { LockPolicy } from './lock.policy.js';
import { timeStep } from './totp.js';
import { lockAt, twoFactor, type TwoFactorState } from './two-factor.state.js';
import type { CodePurpose, TwoFactorEvent } from './two-factor.events.js';

export interface RehearsedPolicy {
  /** Time steps a clock may be off, each way; 10 at the most: of codes further off the log knows no step. */
  readonly driftSteps: number;
  readonly lockPolicy: LockPolicy;
}

/** How one account would have fared, attempt by attempt, against how it fared. */
export interface Rehearsal {
  /** What its events add up to. */
  readonly past: TwoFactorState;
  /** The same where the other policy makes a difference. */
  readonly failures: number;
  readonly lockedUntil: string | null;
  readonly lastStep: number;
  /** Codes that were refused and would have been accepted. */
  readonly letIn: number;
  /** Codes that were accepted and would have been refused: for the clock, or because a lock would have held. */
  readonly refusedForClock: number;
  readonly refusedForLock: number;
  readonly locks: number;
  readonly locksInFact: number;
}

export const NOTHING_REHEARSED: Rehearsal = {
  past: twoFactor.initial,
  failures: 0,
  lockedUntil: null,
  lastStep: -1,
  letIn: 0,
  refusedForClock: 0,
  refusedForLock: 0,
  locks: 0,
  locksInFact: 0,
};

/** Replays one event at the time it had: an attempt is judged again by the rule of today, under the other policy. */
export function rehearse(
  before: Rehearsal,
  event: TwoFactorEvent & { readonly revision: number },
  now: Date,
  policy: RehearsedPolicy,
): Rehearsal {
  const after = { ...before, past: twoFactor.evolve(before.past, event, event.revision) };
  switch (event.type) {
    case 'TwoFactorEnrollmentStarted':
    case 'TwoFactorRecoveryCodesIssued':
      return after;
    case 'TwoFactorLocked':
      return lockedAnew({ ...after, locksInFact: before.locksInFact + 1 }, now, policy);
    case 'TwoFactorReset':
      return { ...after, failures: 0, lockedUntil: null, lastStep: -1 };
    case 'TwoFactorEnrollmentConfirmed':
    case 'TwoFactorCodeAccepted':
    case 'TwoFactorRecoveryCodeUsed':
      return again(after, before, attemptIn(event, now), now, policy);
    case 'TwoFactorDisabled':
      // The recovery code that turned it off is an event of its own.
      return event.data.step === null ? after : again(after, before, attemptIn(event, now), now, policy);
    case 'TwoFactorCodeRejected':
      return isCounted(event, before.past) ? again(after, before, attemptIn(event, now), now, policy) : after;
  }
}

interface Attempt {
  /** `null` when the code belonged to no step near then. */
  readonly step: number | null;
  /** Which of its set it was, when it was a recovery code that was accepted. */
  readonly recoveryCode?: number;
  readonly purpose: CodePurpose;
  readonly wasAccepted: boolean;
}

type Tried = Exclude<
  TwoFactorEvent,
  {
    type:
      'TwoFactorEnrollmentStarted' | 'TwoFactorRecoveryCodesIssued' | 'TwoFactorLocked' | 'TwoFactorReset';
  }
>;

/** The attempt an event tells of. */
function attemptIn({ type, data }: Tried, now: Date): Attempt {
  switch (type) {
    case 'TwoFactorEnrollmentConfirmed':
      return { step: data.step, purpose: 'confirmEnrollment', wasAccepted: true };
    case 'TwoFactorDisabled':
      return { step: data.step, purpose: 'disableTwoFactor', wasAccepted: true };
    case 'TwoFactorCodeAccepted':
      return { step: data.step, purpose: data.purpose, wasAccepted: true };
    case 'TwoFactorRecoveryCodeUsed':
      return { step: null, recoveryCode: data.index, purpose: data.purpose, wasAccepted: true };
    case 'TwoFactorCodeRejected': {
      const { clockOffBy, purpose } = data;
      const step = clockOffBy === null ? null : timeStep(now) + clockOffBy;
      return { step, purpose, wasAccepted: false };
    }
  }
}

/** Whether a rejection was held against the owner. Of codes that had been used, only recovery codes are. */
function isCounted(
  { data: { reason, failures } }: Extract<TwoFactorEvent, { type: 'TwoFactorCodeRejected' }>,
  past: TwoFactorState,
): boolean {
  if (reason === 'alreadyUsed') return failures > past.failures;
  return reason === 'wrong' || reason === 'clockOff';
}

function again(
  after: Rehearsal,
  { past }: Rehearsal,
  { step, recoveryCode, purpose, wasAccepted }: Attempt,
  now: Date,
  { driftSteps, lockPolicy }: RehearsedPolicy,
): Rehearsal {
  const { failures, lockedUntil, lastStep } = after;
  const state = { ...past, failures, lockedUntil, replayedStep: null };
  const facts: Circumstances = { now, lockPolicy };
  const check: CodeCheck =
    recoveryCode === undefined ? checkOf(step, now, driftSteps) : { kind: 'recovered', index: recoveryCode };
  const anything = { code: () => [], recoveryCode: () => [] };
  // Nothing was spent yet of the codes of an authenticator that is being confirmed.
  const spent = purpose === 'confirmEnrollment' ? -1 : lastStep;
  const decision = judge(state, { ...facts, check, purpose, lastStep: spent }, anything);
  if (decision.kind === 'accepted') {
    const letIn = after.letIn + (wasAccepted ? 0 : 1);
    return { ...after, failures: 0, lockedUntil: null, lastStep: step ?? lastStep, letIn };
  }
  const would = decision.events.reduce(twoFactor.evolve, state);
  const isLocked = decision.reason.code === 'locked';
  return {
    ...after,
    failures: would.failures,
    lockedUntil: would.lockedUntil,
    locks: after.locks + (would.lockedUntil === lockedUntil ? 0 : 1),
    refusedForLock: after.refusedForLock + (wasAccepted && isLocked ? 1 : 0),
    // A code that was refused then, and let in here, is used when it is sent again.
    refusedForClock: after.refusedForClock + (wasAccepted && !isLocked && check.kind !== 'matched' ? 1 : 0),
  };
}

/** A lock that stands alone is told where an attempt met one after the clock was put back: so it begins anew here, too. */
function lockedAnew(after: Rehearsal, now: Date, { lockPolicy }: RehearsedPolicy): Rehearsal {
  const lock = lockAt(
    { ...after.past, failures: after.failures, lockedUntil: after.lockedUntil },
    now,
    lockPolicy,
  );
  if (lock.kind !== 'notBegun') return after;
  return { ...after, lockedUntil: later(now, lock.seconds), locks: after.locks + 1 };
}

function checkOf(step: number | null, now: Date, driftSteps: number): TotpCheck {
  if (step === null) return { kind: 'wrong' };
  const steps = step - timeStep(now);
  return Math.abs(steps) <= driftSteps ? { kind: 'matched', step } : { kind: 'clockOff', steps };
}
