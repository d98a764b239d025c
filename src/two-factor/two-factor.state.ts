import { unreachable, type Decider } from '../event-store/decider.js';
import { twoFactorEvents, type TwoFactorEvent } from './two-factor.events.js';

/** One attempt to turn 2FA on: worth nothing until a code confirms it. */
export interface Enrollment {
  readonly enrollmentId: string;
  readonly sealedSecret: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
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
}

const SUPERSEDED_KEPT = 10;

export const twoFactor: Decider<TwoFactorState, typeof twoFactorEvents> = {
  category: 'twoFactor',
  catalogue: twoFactorEvents,
  stateVersion: 1,
  initial: { factor: { status: 'off' }, failures: 0, lockedUntil: null, superseded: [], replayedStep: null },
  evolve,
};

function evolve(state: TwoFactorState, event: TwoFactorEvent): TwoFactorState {
  switch (event.type) {
    case 'TwoFactorEnrollmentStarted': {
      const { enrollmentId, sealedSecret, expiresAt, supersedes } = event.data;
      const enrollment = { enrollmentId, sealedSecret, expiresAt };
      const factor: Factor =
        state.factor.status === 'on'
          ? { ...state.factor, replacement: enrollment }
          : { status: 'pending', enrollment };
      const superseded = supersedes === null ? state.superseded : [...state.superseded, supersedes];
      return { ...state, factor, superseded: superseded.slice(-SUPERSEDED_KEPT) };
    }
    case 'TwoFactorEnrollmentConfirmed':
      return { ...unlocked(state), factor: confirmedFactor(state, event.data.step) };
    case 'TwoFactorCodeAccepted':
      return {
        ...unlocked(state),
        factor: state.factor.status === 'on' ? { ...state.factor, lastStep: event.data.step } : state.factor,
      };
    case 'TwoFactorCodeRejected': {
      const replayed = event.data.reason === 'alreadyUsed' && state.factor.status === 'on';
      const replayedStep = replayed ? state.factor.lastStep : state.replayedStep;
      return { ...state, failures: event.data.failures, replayedStep };
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

function confirmedFactor({ factor }: TwoFactorState, lastStep: number): Factor {
  const enrollment = enrollmentUnderWay(factor);
  if (!enrollment) return factor;
  const { enrollmentId, sealedSecret } = enrollment;
  return { status: 'on', enrollmentId, sealedSecret, lastStep, replacement: null };
}

function unlocked(state: TwoFactorState): TwoFactorState {
  return { ...state, failures: 0, lockedUntil: null, replayedStep: null };
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

/** When the lock ends, if one holds at `now`. */
export function lockedUntil(state: TwoFactorState, now: Date): Date | null {
  return state.lockedUntil !== null && now < new Date(state.lockedUntil) ? new Date(state.lockedUntil) : null;
}
