import type { TotpCheck } from '../../src/two-factor/code.policy.js';
import { confirmEnrollment } from '../../src/two-factor/two-factor.decider.js';
import { twoFactor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import { given } from '../support/given.js';
import {
  circumstances,
  clockOff,
  codeAccepted,
  codeRefused,
  codeRejected,
  codesIssued,
  confirmed,
  disabled,
  FIRST,
  LIFETIME_SECONDS,
  locked,
  lockedEvent,
  lockedOut,
  matched,
  SEALED_SET,
  SECOND,
  secondsFrom,
  started,
  STEP,
  THIRD,
  turnedOn,
  wasReset,
  WRONG,
  wrongCodes,
} from './two-factor.facts.js';

const confirming =
  (check: TotpCheck | null, enrollmentId = FIRST, now = NOW) =>
  (state: TwoFactorState) =>
    confirmEnrollment(state, { ...circumstances(now), enrollmentId, check, recoveryCodes: SEALED_SET });

const LAST_MOMENT = new Date(secondsFrom(LIFETIME_SECONDS).getTime() - 1);
const REPLACING = [...turnedOn(STEP - 1), codeAccepted(STEP, 'replaceEnrollment'), started(SECOND)];
const SUPERSEDED = [started(), started(SECOND, { supersedes: FIRST })];

describe('Confirming an enrollment', () => {
  it('turns 2FA on with the code its authenticator shows', () => {
    given(twoFactor, [started()])
      .when(confirming(matched(STEP)))
      .then([confirmed(STEP), codesIssued()]);
  });

  it('takes any time step the code was found in, the very first too', () => {
    given(twoFactor, [started()])
      .when(confirming(matched(0)))
      .then([confirmed(0), codesIssued()]);
  });

  it('works until the last moment of its lifetime', () => {
    given(twoFactor, [started()])
      .when(confirming(matched(STEP), FIRST, LAST_MOMENT))
      .then([confirmed(STEP), codesIssued('confirmEnrollment', { at: LAST_MOMENT })]);
  });

  it('counts a wrong code, and the same QR code stays good for the next try', () => {
    given(twoFactor, [started()])
      .when(confirming(WRONG))
      .thenRefused(codeRefused(), [codeRejected('confirmEnrollment', 'wrong', 1)]);
    given(twoFactor, [started(), codeRejected('confirmEnrollment', 'wrong', 1)])
      .when(confirming(matched(STEP)))
      .then([confirmed(STEP), codesIssued()]);
  });

  it('tells the owner of a clock that is off, and counts it', () => {
    given(twoFactor, [started()])
      .when(confirming(clockOff(-2)))
      .thenRefused(codeRefused(), [codeRejected('confirmEnrollment', 'clockOff', 1, -2)]);
  });

  it('locks after the fifth wrong code', () => {
    given(twoFactor, [started(), ...wrongCodes(4, 'confirmEnrollment')])
      .when(confirming(WRONG))
      .thenRefused(codeRefused(secondsFrom(30)), [
        codeRejected('confirmEnrollment', 'wrong', 5),
        lockedEvent(secondsFrom(30), 5),
      ]);
  });

  it('refuses even the right code during a lock', () => {
    given(twoFactor, [started(), ...lockedOut()])
      .when(confirming(matched(STEP)))
      .thenRefused(locked(secondsFrom(30)));
  });

  it('takes no code that may have been spent in a part of the log that was lost, and leaves nothing behind', () => {
    given(twoFactor, [started()])
      .when(confirming({ kind: 'perhapsSpent' }))
      .thenRefused(codeRefused());
  });

  it('asked twice says that it is confirmed, and changes nothing', () => {
    for (const check of [null, matched(STEP), WRONG]) {
      given(twoFactor, turnedOn(STEP)).when(confirming(check)).thenRefused({ code: 'alreadyConfirmed' });
    }
  });
});

describe('Confirming an enrollment that cannot be confirmed', () => {
  it('is refused when there is none, and leaves nothing behind', () => {
    given(twoFactor, []).when(confirming(null)).thenRefused({ code: 'enrollmentNotFound' });
  });

  it('is refused when it is not the one under way, whatever the code', () => {
    for (const check of [matched(STEP), WRONG]) {
      given(twoFactor, [started()])
        .when(confirming(check, SECOND))
        .thenRefused({ code: 'enrollmentNotFound' });
    }
  });

  it('is refused once it has expired, even with the right code, and the owner is told', () => {
    given(twoFactor, [started()])
      .when(confirming(matched(STEP), FIRST, secondsFrom(LIFETIME_SECONDS)))
      .thenRefused({ code: 'enrollmentExpired' }, [
        codeRejected('confirmEnrollment', 'enrollmentExpired', 0),
      ]);
  });

  it('is refused once a newer one was started, and the owner is told', () => {
    given(twoFactor, SUPERSEDED)
      .when(confirming(WRONG))
      .thenRefused({ code: 'enrollmentSuperseded' }, [
        codeRejected('confirmEnrollment', 'enrollmentSuperseded', 0),
      ]);
  });

  it('is told once of an expired enrollment, however often its codes are tried', () => {
    const tried = [started(), codeRejected('confirmEnrollment', 'enrollmentExpired', 0)];
    const late = confirming(WRONG, FIRST, secondsFrom(LIFETIME_SECONDS));
    given(twoFactor, tried).when(late).thenRefused({ code: 'enrollmentExpired' });
  });

  it('is told once of superseded enrollments, until another one is started', () => {
    const tried = [...SUPERSEDED, codeRejected('confirmEnrollment', 'enrollmentSuperseded', 0)];
    given(twoFactor, tried).when(confirming(WRONG)).thenRefused({ code: 'enrollmentSuperseded' });
    given(twoFactor, [...tried, started(THIRD, { supersedes: SECOND })])
      .when(confirming(WRONG, SECOND))
      .thenRefused({ code: 'enrollmentSuperseded' }, [
        codeRejected('confirmEnrollment', 'enrollmentSuperseded', 0),
      ]);
  });

  it('stays superseded after the newer one was confirmed', () => {
    given(twoFactor, [...SUPERSEDED, confirmed(STEP, SECOND)])
      .when(confirming(null))
      .thenRefused({ code: 'enrollmentSuperseded' }, [
        codeRejected('confirmEnrollment', 'enrollmentSuperseded', 0),
      ]);
  });

  it('does not count an old enrollment as a wrong code, nor forgives those before', () => {
    given(twoFactor, [...SUPERSEDED, ...wrongCodes(3, 'confirmEnrollment')])
      .when(confirming(WRONG))
      .thenRefused({ code: 'enrollmentSuperseded' }, [
        codeRejected('confirmEnrollment', 'enrollmentSuperseded', 3),
      ]);
  });

  it('is refused after 2FA was disabled or reset: the old secret is dead', () => {
    for (const end of [disabled(STEP), wasReset()]) {
      given(twoFactor, [...turnedOn(), end])
        .when(confirming(matched(STEP + 1)))
        .thenRefused({ code: 'enrollmentNotFound' });
    }
  });

  it('is refused when a reset took the enrollment under way with it', () => {
    given(twoFactor, [started(), wasReset()])
      .when(confirming(matched(STEP)))
      .thenRefused({ code: 'enrollmentNotFound' });
  });
});

describe('Confirming the replacement of an authenticator', () => {
  it('moves 2FA to it', () => {
    given(twoFactor, REPLACING)
      .when(confirming(matched(STEP), SECOND))
      .then([confirmed(STEP, SECOND), codesIssued('confirmEnrollment', { enrollmentId: SECOND })]);
  });

  it('has its own time steps: another secret spent none of them', () => {
    given(twoFactor, REPLACING)
      .when(confirming(matched(STEP - 5), SECOND))
      .then([confirmed(STEP - 5, SECOND), codesIssued('confirmEnrollment', { enrollmentId: SECOND })]);
  });

  it('shares the budget of wrong codes with all other acts', () => {
    given(twoFactor, [...REPLACING, ...wrongCodes(4, 'signIn')])
      .when(confirming(WRONG, SECOND))
      .thenRefused(codeRefused(secondsFrom(30)), [
        codeRejected('confirmEnrollment', 'wrong', 5),
        lockedEvent(secondsFrom(30), 5),
      ]);
  });

  it('is refused once 2FA was disabled', () => {
    given(twoFactor, [...REPLACING, disabled(STEP + 1)])
      .when(confirming(matched(STEP), SECOND))
      .thenRefused({ code: 'enrollmentNotFound' });
  });

  it('leaves the replaced enrollment unknown', () => {
    given(twoFactor, [...REPLACING, confirmed(STEP, SECOND), started(THIRD)])
      .when(confirming(matched(STEP + 1), FIRST))
      .thenRefused({ code: 'enrollmentNotFound' });
  });
});
