import { enrollmentUnderWay, lockAt, twoFactor, type Factor } from '../../src/two-factor/two-factor.state.js';
import { DEFAULT_LOCK_POLICY } from '../../src/two-factor/lock.policy.js';
import { NOW } from '../support/facts.js';
import { given } from '../support/given.js';
import {
  ALL_UNUSED,
  codeAccepted,
  codeRejected,
  codesIssued,
  confirmed,
  disabled,
  FIRST,
  LIFETIME_SECONDS,
  lockedEvent,
  recoverable,
  recoveryCodeUsed,
  sealedSecretOf,
  SECOND,
  secondsFrom,
  started,
  STEP,
  THIRD,
  turnedOn,
  wasReset,
  wrongCodes,
} from './two-factor.facts.js';

const enrollment = (enrollmentId: string) => ({
  enrollmentId,
  sealedSecret: sealedSecretOf(enrollmentId),
  expiresAt: secondsFrom(LIFETIME_SECONDS).toISOString(),
});
const on = (enrollmentId: string, lastStep: number): Factor => ({
  status: 'on',
  enrollmentId,
  sealedSecret: sealedSecretOf(enrollmentId),
  lastStep,
  recovery: null,
  replacement: null,
});
const UNLOCKED = { failures: 0, lockedUntil: null, superseded: [], replayedStep: null, latenessTold: [] };

describe("What an account's 2FA events add up to", () => {
  it('is off at first', () => {
    given(twoFactor, []).thenState({ ...UNLOCKED, factor: { status: 'off' } });
  });

  it('is pending, not on, after an enrollment was started', () => {
    given(twoFactor, [started()]).thenState({
      ...UNLOCKED,
      factor: { status: 'pending', enrollment: enrollment(FIRST) },
    });
  });

  it('is on after it was confirmed, the confirming step spent', () => {
    given(twoFactor, turnedOn(STEP)).thenState({ ...UNLOCKED, factor: on(FIRST, STEP) });
  });

  it('remembers the last step spent', () => {
    given(twoFactor, [...turnedOn(STEP - 1), codeAccepted(STEP + 1, 'signIn')]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP + 1),
    });
  });

  it('stays on with the old secret while a replacement is under way', () => {
    given(twoFactor, [...turnedOn(STEP), started(SECOND)]).thenState({
      ...UNLOCKED,
      factor: { ...on(FIRST, STEP), replacement: enrollment(SECOND) } as Factor,
    });
  });

  it('is on with the new secret alone once the replacement was confirmed', () => {
    given(twoFactor, [...turnedOn(STEP), started(SECOND), confirmed(STEP - 1, SECOND)]).thenState({
      ...UNLOCKED,
      factor: on(SECOND, STEP - 1),
    });
  });

  it('has ten recovery codes once they were made, and those that were used no more', () => {
    const recovery = { revision: 2, issuedAt: NOW.toISOString(), unused: ALL_UNUSED };
    given(twoFactor, recoverable(STEP)).thenState({
      ...UNLOCKED,
      factor: { ...on(FIRST, STEP), recovery } as Factor,
    });
    const used = [recoveryCodeUsed(0, 'signIn'), recoveryCodeUsed(7, 'signIn', 8)];
    given(twoFactor, [...recoverable(STEP), ...used]).thenState({
      ...UNLOCKED,
      factor: { ...on(FIRST, STEP), recovery: { ...recovery, unused: [1, 2, 3, 4, 5, 6, 8, 9] } } as Factor,
    });
  });

  it('has the newest recovery codes alone, all of them unused', () => {
    const at = secondsFrom(60);
    const anew = codesIssued('regenerateRecoveryCodes', { at });
    given(twoFactor, [...recoverable(STEP), recoveryCodeUsed(3, 'signIn'), anew]).thenState({
      ...UNLOCKED,
      factor: {
        ...on(FIRST, STEP),
        recovery: { revision: 4, issuedAt: at.toISOString(), unused: ALL_UNUSED },
      } as Factor,
    });
  });

  it('keeps the recovery codes while a replacement is under way, and has none of them once it is confirmed', () => {
    const replacing = [...recoverable(STEP), started(SECOND)].reduce(twoFactor.evolve, twoFactor.initial);
    expect(replacing.factor).toMatchObject({ recovery: { unused: ALL_UNUSED } });
    given(twoFactor, [...recoverable(STEP), started(SECOND), confirmed(STEP, SECOND)]).thenState({
      ...UNLOCKED,
      factor: on(SECOND, STEP),
    });
  });

  it('forgives with a recovery code, as with any right one', () => {
    const past = [...turnedOn(STEP), ...wrongCodes(5), lockedEvent(secondsFrom(30), 5)];
    given(twoFactor, [...past, recoveryCodeUsed(0, 'signIn')]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP),
    });
  });

  it('says nothing of a spent step when it is a recovery code that was repeated', () => {
    given(twoFactor, [...turnedOn(STEP), codeRejected('signIn', 'alreadyUsed', 1)]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP),
      failures: 1,
    });
  });

  it('counts wrong codes and remembers the lock', () => {
    given(twoFactor, [...turnedOn(STEP), ...wrongCodes(5), lockedEvent(secondsFrom(30), 5)]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP),
      failures: 5,
      lockedUntil: secondsFrom(30).toISOString(),
    });
  });

  it('remembers which spent step is on record as repeated', () => {
    given(twoFactor, [...turnedOn(STEP), codeRejected('signIn', 'alreadyUsed', 0)]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP),
      replayedStep: STEP,
    });
  });

  it('forgets failures, locks and repetitions with a right code, a disabling or a reset', () => {
    const trouble = [
      ...turnedOn(STEP),
      codeRejected('signIn', 'alreadyUsed', 0),
      ...wrongCodes(5),
      lockedEvent(secondsFrom(30), 5),
    ];
    const off: Factor = { status: 'off' };
    given(twoFactor, [...trouble, codeAccepted(STEP + 1, 'signIn')]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP + 1),
    });
    given(twoFactor, [...trouble, disabled(STEP + 1)]).thenState({ ...UNLOCKED, factor: off });
    given(twoFactor, [...trouble, wasReset()]).thenState({ ...UNLOCKED, factor: off });
  });

  it('keeps failures and lock when an enrollment is started: that forgives nothing', () => {
    const past = [started(), ...wrongCodes(5), lockedEvent(secondsFrom(30), 5)];
    given(twoFactor, [...past, started(SECOND, { supersedes: FIRST })]).thenState({
      factor: { status: 'pending', enrollment: enrollment(SECOND) },
      failures: 5,
      lockedUntil: secondsFrom(30).toISOString(),
      superseded: [FIRST],
      replayedStep: null,
      latenessTold: [],
    });
  });

  it('remembers the ten newest superseded enrollments, so that it does not grow', () => {
    const id = (n: number) => `019ca963-1800-7000-8000-${String(n).padStart(12, '0')}`;
    const past = Array.from({ length: 15 }, (_, n) =>
      started(id(n), { supersedes: n === 0 ? null : id(n - 1) }),
    );
    given(twoFactor, past).thenState({
      ...UNLOCKED,
      factor: { status: 'pending', enrollment: enrollment(id(14)) },
      superseded: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(id),
    });
  });

  it('remembers which lateness is on record until another enrollment is started', () => {
    const past = [
      started(),
      started(SECOND, { supersedes: FIRST }),
      codeRejected('confirmEnrollment', 'enrollmentSuperseded', 0),
      codeRejected('confirmEnrollment', 'enrollmentExpired', 0),
      codeRejected('confirmEnrollment', 'wrong', 1),
    ];
    const state = past.reduce(twoFactor.evolve, twoFactor.initial);
    expect(state.latenessTold).toEqual(['enrollmentSuperseded', 'enrollmentExpired']);
    const next = started(THIRD, { supersedes: SECOND });
    expect(twoFactor.evolve(state, next, past.length).latenessTold).toEqual([]);
  });

  it('remembers which lateness of challenges is on record until a right code, that of enrollments beyond it', () => {
    const late = (['challengeExpired', 'challengeVoid', 'challengeVoid', 'enrollmentExpired'] as const).map(
      (reason) => codeRejected('signIn', reason, 0),
    );
    const latenessTold = ['challengeExpired', 'challengeVoid', 'enrollmentExpired'] as const;
    given(twoFactor, [...turnedOn(STEP), ...late]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP),
      latenessTold,
    });
    given(twoFactor, [...turnedOn(STEP), ...late, codeAccepted(STEP + 1, 'signIn')]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP + 1),
      latenessTold: ['enrollmentExpired'],
    });
  });

  it('knows no recovery codes where 2FA is not on, nor which of none was used', () => {
    given(twoFactor, [codesIssued()]).thenState({ ...UNLOCKED, factor: { status: 'off' } });
    given(twoFactor, [...turnedOn(STEP), recoveryCodeUsed(0, 'signIn')]).thenState({
      ...UNLOCKED,
      factor: on(FIRST, STEP),
    });
  });

  it('records without judging: a confirmation of nothing turns nothing on', () => {
    given(twoFactor, [confirmed(STEP)]).thenState({ ...UNLOCKED, factor: { status: 'off' } });
    given(twoFactor, [codeAccepted(STEP, 'signIn')]).thenState({ ...UNLOCKED, factor: { status: 'off' } });
  });
});

describe('The enrollment a code may confirm', () => {
  it('is the pending one, or the replacement while 2FA is on', () => {
    const replacement = enrollment(SECOND);
    expect(enrollmentUnderWay({ status: 'pending', enrollment: enrollment(FIRST) })).toEqual(
      enrollment(FIRST),
    );
    expect(enrollmentUnderWay({ ...on(FIRST, STEP), replacement } as Factor)).toEqual(replacement);
  });

  it('is none when 2FA is off, or on with nothing under way', () => {
    expect(enrollmentUnderWay({ status: 'off' })).toBeNull();
    expect(enrollmentUnderWay(on(FIRST, STEP))).toBeNull();
  });
});

describe('A lock', () => {
  const WAIT = 30;
  const lockedNow = { ...twoFactor.initial, failures: 5, lockedUntil: secondsFrom(WAIT).toISOString() };
  const moment = (seconds: number, milliseconds = 0) =>
    new Date(secondsFrom(seconds).getTime() + milliseconds);
  const at = (now: Date, state = lockedNow) => lockAt(state, now, DEFAULT_LOCK_POLICY);

  it('holds from its first moment to its last, and not a moment longer', () => {
    expect(at(NOW)).toEqual({ kind: 'holds', until: secondsFrom(WAIT) });
    expect(at(moment(WAIT, -1))).toEqual({ kind: 'holds', until: secondsFrom(WAIT) });
    expect(at(moment(WAIT))).toEqual({ kind: 'none' });
  });

  it('has not begun for a clock that stepped back beyond its beginning', () => {
    expect(at(moment(0, -1))).toEqual({ kind: 'notBegun', seconds: WAIT });
    expect(at(moment(-100_000))).toEqual({ kind: 'notBegun', seconds: WAIT });
  });

  it('is as long as the wrong codes in a row before it make it', () => {
    const state = { ...lockedNow, failures: 6 };
    expect(at(moment(-WAIT), state)).toEqual({ kind: 'holds', until: secondsFrom(WAIT) });
    expect(at(moment(-WAIT, -1), state)).toEqual({ kind: 'notBegun', seconds: 2 * WAIT });
  });

  it('is none where none began', () => {
    expect(lockAt(twoFactor.initial, NOW, DEFAULT_LOCK_POLICY)).toEqual({ kind: 'none' });
  });
});
