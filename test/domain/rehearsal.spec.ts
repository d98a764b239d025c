import { DEFAULT_LOCK_POLICY } from '../../src/two-factor/lock.policy.js';
import { NOTHING_REHEARSED, rehearse, type RehearsedPolicy } from '../../src/two-factor/rehearsal.policy.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { NOW } from '../support/facts.js';
import {
  codeAccepted,
  codeRejected,
  confirmed,
  disabled,
  lockedEvent,
  lockedOut,
  recoverable,
  recoveryCodeUsed,
  SECOND,
  secondsFrom,
  started,
  STEP,
  turnedOn,
  wasReset,
  wrongCodes,
} from './two-factor.facts.js';

const TODAY: RehearsedPolicy = { driftSteps: 1, lockPolicy: DEFAULT_LOCK_POLICY };
const wider = { ...TODAY, driftSteps: 2 };
const narrower = { ...TODAY, driftSteps: 0 };
const stricter = { ...TODAY, lockPolicy: { ...DEFAULT_LOCK_POLICY, freeFailures: 2 } };
const gentler = { ...TODAY, lockPolicy: { ...DEFAULT_LOCK_POLICY, freeFailures: 9 } };

/** All of it at {@link NOW}, but for what comes later. */
function rehearsed(
  policy: RehearsedPolicy,
  events: readonly TwoFactorEvent[],
  later: readonly (readonly [number, TwoFactorEvent])[] = [],
) {
  const all = [...events.map((event) => [0, event] as const), ...later];
  const { letIn, refusedForClock, refusedForLock, locks, locksInFact } = all.reduce(
    (before, [seconds, event], revision) =>
      rehearse(before, { ...event, revision }, secondsFrom(seconds, NOW), policy),
    NOTHING_REHEARSED,
  );
  return { letIn, refusedForClock, refusedForLock, locks, locksInFact };
}
const NO_DIFFERENCE = { letIn: 0, refusedForClock: 0, refusedForLock: 0, locks: 0, locksInFact: 0 };

describe('Another policy, rehearsed on the past', () => {
  it('makes no difference when it is today’s', () => {
    const past = [...turnedOn(), codeAccepted(STEP + 1, 'signIn'), ...lockedOut()];
    expect(rehearsed(TODAY, past)).toEqual({ ...NO_DIFFERENCE, locks: 1, locksInFact: 1 });
  });

  it('with a wider window lets in whose clock was off by no more', () => {
    const past = [
      ...turnedOn(),
      codeRejected('signIn', 'clockOff', 1, 2),
      codeRejected('signIn', 'clockOff', 2, 3),
    ];
    expect(rehearsed(wider, past)).toEqual({ ...NO_DIFFERENCE, letIn: 1 });
  });

  it('with a wider window lets in whose first code of a new authenticator was off, as the rule does', () => {
    const off = codeRejected('confirmEnrollment', 'clockOff', 1, -2);
    const moving = [...turnedOn(STEP), codeAccepted(STEP + 1, 'replaceEnrollment'), started(SECOND), off];
    expect(rehearsed(wider, moving)).toEqual({ ...NO_DIFFERENCE, letIn: 1 });
    const anew = [...turnedOn(STEP), disabled(STEP + 1), started(SECOND), off];
    expect(rehearsed(wider, anew)).toEqual({ ...NO_DIFFERENCE, letIn: 1 });
  });

  it('makes no difference when it is today’s and the clock was put back while a lock held', () => {
    const at = (seconds: number, events: readonly TwoFactorEvent[]) =>
      events.map((event) => [seconds, event] as const);
    const past = [
      ...at(-6_000, turnedOn(STEP - 200)),
      ...at(0, lockedOut()),
      ...at(-3_600, [lockedEvent(secondsFrom(-3_600 + 30), 5)]),
      ...at(-3_540, [codeAccepted(STEP - 118, 'signIn')]),
    ];
    expect(rehearsed(TODAY, [], past)).toEqual({
      ...NO_DIFFERENCE,
      locks: 2,
      locksInFact: 2,
    });
  });

  it('lets nobody in twice by one code', () => {
    const off = codeRejected('signIn', 'clockOff', 1, 2);
    expect(rehearsed(wider, [...turnedOn(), off, off])).toEqual({ ...NO_DIFFERENCE, letIn: 1 });
  });

  it('with a wider window refuses nobody for the clock who sends a code again that it let in', () => {
    const past = [...turnedOn(), codeRejected('signIn', 'clockOff', 1, 2)];
    const again = [[30, codeAccepted(STEP + 2, 'signIn')]] as const;
    expect(rehearsed(wider, past, again)).toEqual({ ...NO_DIFFERENCE, letIn: 1 });
  });

  it('with a narrower window refuses whose clock was off by more', () => {
    const past = [started(), confirmed(STEP), codeAccepted(STEP + 1, 'signIn')];
    expect(rehearsed(narrower, past)).toEqual({ ...NO_DIFFERENCE, refusedForClock: 1 });
  });

  it('with fewer free failures refuses right codes while its locks hold, and not after', () => {
    const past = [...turnedOn(), ...wrongCodes(3)];
    const right = (seconds: number) => [[seconds, codeAccepted(STEP + 1, 'signIn')]] as const;
    expect(rehearsed(stricter, past, right(29))).toEqual({ ...NO_DIFFERENCE, refusedForLock: 1, locks: 1 });
    expect(rehearsed(stricter, past, right(30))).toEqual({ ...NO_DIFFERENCE, locks: 1 });
  });

  it('refuses no recovery code for the clock, and for a lock as any other', () => {
    const used = recoveryCodeUsed(0, 'signIn');
    expect(rehearsed(narrower, recoverable(STEP), [[86_400, used]])).toEqual(NO_DIFFERENCE);
    const past = [...recoverable(STEP), ...wrongCodes(3)];
    expect(rehearsed(stricter, past, [[29, used]])).toEqual({
      ...NO_DIFFERENCE,
      refusedForLock: 1,
      locks: 1,
    });
    expect(rehearsed(stricter, past, [[30, used]])).toEqual({ ...NO_DIFFERENCE, locks: 1 });
  });

  it('takes the recovery code that turned 2FA off for one attempt, not two', () => {
    const past = [...recoverable(STEP), ...wrongCodes(3), recoveryCodeUsed(0, 'disableTwoFactor')];
    expect(rehearsed(stricter, [...past, disabled(null)])).toEqual({
      ...NO_DIFFERENCE,
      refusedForLock: 1,
      locks: 1,
    });
  });

  it('counts recovery codes that had been used, as the rule does', () => {
    const past = [...recoverable(STEP), ...wrongCodes(2), codeRejected('signIn', 'alreadyUsed', 3)];
    expect(rehearsed(stricter, past)).toEqual({ ...NO_DIFFERENCE, locks: 1 });
    const repeated = [...recoverable(STEP), ...wrongCodes(2), codeRejected('signIn', 'alreadyUsed', 2)];
    expect(rehearsed(stricter, repeated)).toEqual(NO_DIFFERENCE);
  });

  it('begins anew after a reset, and with the code that turned 2FA off', () => {
    const past = [...turnedOn(), ...wrongCodes(3)];
    const again = [started(), confirmed(STEP - 1)];
    expect(rehearsed(stricter, [...past, wasReset(), ...again])).toEqual({ ...NO_DIFFERENCE, locks: 1 });
    expect(rehearsed(TODAY, [...past, disabled(STEP), ...again, ...wrongCodes(4)])).toEqual(NO_DIFFERENCE);
  });

  it('judges the code that turned 2FA off, and the one that turned it on, as any other', () => {
    const off = [...turnedOn(), ...wrongCodes(3), disabled(STEP)];
    expect(rehearsed(stricter, off)).toEqual({ ...NO_DIFFERENCE, refusedForLock: 1, locks: 1 });
    expect(rehearsed(narrower, [...turnedOn(STEP), disabled(STEP + 1)])).toEqual({
      ...NO_DIFFERENCE,
      refusedForClock: 1,
    });
    expect(rehearsed(narrower, turnedOn(STEP - 1))).toEqual({ ...NO_DIFFERENCE, refusedForClock: 1 });
  });

  it('holds nothing against an owner that came too late, under any policy', () => {
    const late = codeRejected('signIn', 'challengeExpired', 0);
    expect(rehearsed(stricter, [...turnedOn(), late, late, late, late])).toEqual(NO_DIFFERENCE);
  });

  it('with more free failures has fewer locks', () => {
    expect(rehearsed(gentler, [...turnedOn(), ...lockedOut()])).toEqual({ ...NO_DIFFERENCE, locksInFact: 1 });
  });
});
