import { unreachable, type Decider, type Testimony } from '../event-store/decider.js';
import { carriedTwoFactor } from './carried-two-factor.state.js';
import { waitAfter, type LockPolicy } from './lock.policy.js';
import { twoFactorEvents, type RejectionReason, type TwoFactorEvent } from './two-factor.events.js';

/** One attempt to turn 2FA on: worth nothing until a code confirms it. */
export interface Enrollment {
  readonly enrollmentId: string;
  readonly sealedSecret: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

/** Recovery codes, each good for once. */
export interface RecoverySet {
  /** Of the `TwoFactorRecoveryCodesIssued` in the account's stream that has their hashes. */
  readonly revision: number;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  /** Which of them are left, from 0. */
  readonly unused: readonly number[];
}

/** What protects the account besides its password. */
export type Factor =
  | { readonly status: 'off' }
  | { readonly status: 'pending'; readonly enrollment: Enrollment }
  | {
      readonly status: 'on';
      readonly enrollmentId: string;
      readonly sealedSecret: string;
      /** Time step of the last code accepted: only later ones are ever accepted again. */
      readonly lastStep: number;
      /** What does in the place of its codes; `null` when it was confirmed before there were any. */
      readonly recovery: RecoverySet | null;
      /** A new authenticator under way; the one above protects until it is confirmed. */
      readonly replacement: Enrollment | null;
    };

export interface TwoFactorState {
  readonly factor: Factor;
  /** Wrong codes in a row, whatever asked for them. */
  readonly failures: number;
  /** ISO 8601, UTC. */
  readonly lockedUntil: string | null;
  /** The newest enrollments that later ones replaced, to tell their owners so. */
  readonly superseded: readonly string[];
  /** The spent step whose repetition is on record: more of the same is nothing new. */
  readonly replayedStep: number | null;
  /**
   * Which ways of coming too late are on record since the last enrollment was started, of challenges since
   * the last right code: once is enough.
   */
  readonly latenessTold: readonly Lateness[];
}

/** Answering what is good for nothing any more. */
export type Lateness = EnrollmentLateness | ChallengeLateness;
export type EnrollmentLateness = Extract<RejectionReason, 'enrollmentExpired' | 'enrollmentSuperseded'>;
export type ChallengeLateness = Extract<RejectionReason, 'challengeExpired' | 'challengeVoid'>;

const SUPERSEDED_KEPT = 10;

export const twoFactor: Decider<TwoFactorState, typeof twoFactorEvents> = {
  category: 'twoFactor',
  catalogue: twoFactorEvents,
  stateVersion: 5,
  initial: {
    factor: { status: 'off' },
    failures: 0,
    lockedUntil: null,
    superseded: [],
    replayedStep: null,
    latenessTold: [],
  },
  evolve,
  stateSchema: carriedTwoFactor,
  testimony,
};

function evolve(state: TwoFactorState, event: TwoFactorEvent, revision: number): TwoFactorState {
  switch (event.type) {
    case 'TwoFactorEnrollmentStarted': {
      const { supersedes, enrollmentId, sealedSecret, expiresAt } = event.data;
      const factor = withEnrollment(state.factor, { enrollmentId, sealedSecret, expiresAt });
      const superseded = supersedes === null ? state.superseded : [...state.superseded, supersedes];
      return { ...state, factor, superseded: superseded.slice(-SUPERSEDED_KEPT), latenessTold: [] };
    }
    case 'TwoFactorEnrollmentConfirmed':
      return { ...unlocked(state), factor: confirmedFactor(state, event.data.step) };
    case 'TwoFactorCodeAccepted':
      return {
        ...unlocked(state),
        factor: state.factor.status === 'on' ? { ...state.factor, lastStep: event.data.step } : state.factor,
      };
    case 'TwoFactorRecoveryCodesIssued':
      return { ...state, factor: withRecovery(state.factor, { ...event.data, revision }) };
    case 'TwoFactorRecoveryCodeUsed':
      return { ...unlocked(state), factor: withoutCode(state.factor, event.data.index) };
    case 'TwoFactorCodeRejected': {
      const { reason, failures } = event.data;
      // A recovery code that is repeated counts, and says nothing of time steps.
      const isOfStep = reason === 'alreadyUsed' && failures === state.failures;
      const replayed = isOfStep && state.factor.status === 'on';
      const replayedStep = replayed ? state.factor.lastStep : state.replayedStep;
      const isNews = isLateness(reason) && !state.latenessTold.includes(reason);
      const latenessTold = isNews ? [...state.latenessTold, reason] : state.latenessTold;
      return { ...state, failures, replayedStep, latenessTold };
    }
    case 'TwoFactorLocked':
      return { ...state, lockedUntil: event.data.until };
    case 'TwoFactorDisabled':
    case 'TwoFactorReset':
      return { ...unlocked(state), factor: { status: 'off' } };
    default:
      return unreachable(event);
  }
}

function withEnrollment(factor: Factor, enrollment: Enrollment): Factor {
  return factor.status === 'on' ? { ...factor, replacement: enrollment } : { status: 'pending', enrollment };
}

function confirmedFactor({ factor }: TwoFactorState, lastStep: number): Factor {
  const enrollment = enrollmentUnderWay(factor);
  if (!enrollment) return factor;
  const { enrollmentId, sealedSecret } = enrollment;
  return { status: 'on', enrollmentId, sealedSecret, lastStep, recovery: null, replacement: null };
}

function withRecovery(
  factor: Factor,
  { revision, issuedAt, count }: { revision: number; issuedAt: string; count: number },
): Factor {
  if (factor.status !== 'on') return factor;
  return { ...factor, recovery: { revision, issuedAt, unused: Array.from({ length: count }, (_, i) => i) } };
}

function withoutCode(factor: Factor, used: number): Factor {
  if (factor.status !== 'on' || factor.recovery === null) return factor;
  const unused = factor.recovery.unused.filter((index) => index !== used);
  return { ...factor, recovery: { ...factor.recovery, unused } };
}

function unlocked(state: TwoFactorState): TwoFactorState {
  const latenessTold = state.latenessTold.filter((reason) => !isOfChallenge(reason));
  return { ...state, failures: 0, lockedUntil: null, replayedStep: null, latenessTold };
}

/**
 * A right code says all that decides who gets in: what protects, the step that is spent, that no lock holds. What
 * it says nothing of are an authenticator under way, and which recovery codes were used.
 */
function testimony(state: TwoFactorState, event: TwoFactorEvent, revision: number): Testimony {
  const { factor } = state;
  const isForgiven = state.failures === 0 && state.lockedUntil === null;
  switch (event.type) {
    case 'TwoFactorEnrollmentConfirmed':
    case 'TwoFactorCodeAccepted': {
      const { enrollmentId, step } = event.data;
      if (!isForgiven || !isProtectedBy(factor, enrollmentId) || factor.lastStep !== step)
        return 'contradicts';
      return factor.replacement === null && isWhole(factor.recovery) ? 'confirms' : 'leavesOpen';
    }
    case 'TwoFactorRecoveryCodesIssued': {
      const { enrollmentId } = event.data;
      const isTheirs = isProtectedBy(factor, enrollmentId) && factor.recovery?.revision === revision;
      return isForgiven && isTheirs ? 'leavesOpen' : 'contradicts';
    }
    case 'TwoFactorRecoveryCodeUsed': {
      const { enrollmentId, index } = event.data;
      const isSpent = isProtectedBy(factor, enrollmentId) && !factor.recovery?.unused.includes(index);
      return isForgiven && isSpent ? 'leavesOpen' : 'contradicts';
    }
    case 'TwoFactorDisabled':
    case 'TwoFactorReset':
      return factor.status === 'off' && isForgiven ? 'confirms' : 'contradicts';
    // They change little of a state, and say nothing of the rest of it.
    case 'TwoFactorEnrollmentStarted':
    case 'TwoFactorCodeRejected':
    case 'TwoFactorLocked':
      return 'leavesOpen';
    default:
      return unreachable(event);
  }
}

function isProtectedBy(factor: Factor, enrollmentId: string): factor is Extract<Factor, { status: 'on' }> {
  return factor.status === 'on' && factor.enrollmentId === enrollmentId;
}

/** Whether those left are 0, 1, 2 and so on: none of these can be changed to the number of a used one unseen. */
function isWhole(recovery: RecoverySet | null): boolean {
  return recovery === null || recovery.unused.every((index, place) => index === place);
}

/** What a code is asked for by, if anything. A factor that is none of these is no "off": it throws. */
export function protectionOf(factor: Factor): Extract<Factor, { status: 'on' }> | null {
  switch (factor.status) {
    case 'off':
    case 'pending':
      return null;
    case 'on':
      return factor;
    default:
      return unreachable(factor);
  }
}

/** The enrollment a code may confirm, if one is under way. */
export function enrollmentUnderWay(factor: Factor): Enrollment | null {
  switch (factor.status) {
    case 'off':
      return null;
    case 'pending':
      return factor.enrollment;
    case 'on':
      return factor.replacement;
    default:
      return unreachable(factor);
  }
}

/** What keeps everyone waiting at an instant. */
export type Lock =
  | { readonly kind: 'none' }
  | { readonly kind: 'holds'; readonly until: Date }
  /** The clock shows a time before the lock began: it stepped back, and the end is as far off as it stepped. */
  | { readonly kind: 'notBegun'; readonly seconds: number };

/**
 * The lock at `now`. It holds from when it began until its end, by the clock of the service;
 * a clock that was put back in between does not reach its end in any time that was meant.
 */
export function lockAt({ lockedUntil, failures }: TwoFactorState, now: Date, policy: LockPolicy): Lock {
  if (lockedUntil === null) return { kind: 'none' };
  const until = new Date(lockedUntil);
  if (now >= until) return { kind: 'none' };
  const seconds = waitAfter(failures, policy);
  return until.getTime() - now.getTime() > seconds * 1_000
    ? { kind: 'notBegun', seconds }
    : { kind: 'holds', until };
}

function isLateness(reason: RejectionReason): reason is Lateness {
  return reason === 'enrollmentExpired' || reason === 'enrollmentSuperseded' || isOfChallenge(reason);
}

function isOfChallenge(reason: RejectionReason): reason is ChallengeLateness {
  return reason === 'challengeExpired' || reason === 'challengeVoid';
}
