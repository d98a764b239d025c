import { accepted, refused, unreachable, type Decision } from '../event-store/decider.js';
import { waitAfter, type LockPolicy } from './lock.policy.js';
import type { CodePurpose, RejectionReason, TwoFactorEvent } from './two-factor.events.js';
import { lockAt, type TwoFactorState } from './two-factor.state.js';

/** What checking a code against a secret came to. */
export type CodeCheck =
  | { readonly kind: 'matched'; readonly step: number }
  /** It matches a step whose codes may have been spent in a part of the log that was lost. */
  | { readonly kind: 'perhapsSpent' }
  | { readonly kind: 'clockOff'; readonly steps: number }
  | { readonly kind: 'wrong' };

/** Why a code was refused, as far as outsiders are told. */
export type CodeRefusal =
  | {
      readonly code: 'codeRefused';
      /** When this failure began a lock: its end. */ readonly lockedUntil: Date | null;
    }
  | { readonly code: 'locked'; readonly lockedUntil: Date };

type Rejection = Extract<TwoFactorEvent, { type: 'TwoFactorCodeRejected' }>;

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
  whenRight: (step: number) => readonly TwoFactorEvent[],
): Decision<TwoFactorEvent, CodeRefusal> {
  const { check, purpose, lastStep, now } = facts;
  const lock = lockAt(state, now, facts.lockPolicy);
  if (lock.kind === 'holds') return refused({ code: 'locked', lockedUntil: lock.until });
  if (lock.kind === 'notBegun') return beginAnew(state, lock.seconds, now);
  switch (check.kind) {
    case 'matched':
      if (check.step > lastStep) return accepted(...whenRight(check.step));
      // A repeated code is told once for each spent step, or replays could fill the owner's history.
      return state.replayedStep === lastStep
        ? refusedCode()
        : refusedCode(rejection(state, purpose, 'alreadyUsed'));
    case 'perhapsSpent':
      return refusedCode();
    case 'wrong':
      return refusedCode(...failure(state, rejection(state, purpose, 'wrong'), facts));
    case 'clockOff':
      return refusedCode(...failure(state, rejection(state, purpose, 'clockOff', check.steps), facts));
    default:
      return unreachable(check);
  }
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
