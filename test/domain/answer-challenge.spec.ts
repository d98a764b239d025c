import type { CodeCheck } from '../../src/two-factor/code.policy.js';
import { answerChallenge } from '../../src/two-factor/two-factor.decider.js';
import { twoFactor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import { given } from '../support/given.js';
import {
  circumstances,
  clockOff,
  codeAccepted,
  codeRefused,
  codeRejected,
  confirmed,
  disabled,
  FIRST,
  locked,
  lockedEvent,
  lockedOut,
  matched,
  SECOND,
  secondsFrom,
  started,
  STEP,
  turnedOn,
  wasReset,
  WRONG,
  wrongCodes,
} from './two-factor.facts.js';

interface Attempt {
  readonly enrollmentId?: string;
  readonly challengeExpired?: boolean;
  readonly passwordChanged?: boolean;
  readonly now?: Date;
}

const answering =
  (check: CodeCheck | null, { now = NOW, ...attempt }: Attempt = {}) =>
  (state: TwoFactorState) =>
    answerChallenge(state, {
      ...circumstances(now),
      enrollmentId: FIRST,
      challengeExpired: false,
      passwordChanged: false,
      check,
      ...attempt,
    });

describe('Answering a challenge', () => {
  it('spends the code', () => {
    given(twoFactor, turnedOn())
      .when(answering(matched(STEP)))
      .then([codeAccepted(STEP, 'signIn')]);
  });

  it('refuses the code that turned 2FA on: confirming spent it', () => {
    given(twoFactor, turnedOn(STEP))
      .when(answering(matched(STEP)))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'alreadyUsed', 0)]);
  });

  it('refuses a code that was accepted before, and one older than that', () => {
    for (const step of [STEP, STEP - 1]) {
      given(twoFactor, [...turnedOn(STEP - 3), codeAccepted(STEP, 'signIn')])
        .when(answering(matched(step)))
        .thenRefused(codeRefused(), [codeRejected('signIn', 'alreadyUsed', 0)]);
    }
  });

  it('takes the next code after one was spent', () => {
    given(twoFactor, [...turnedOn(STEP - 3), codeAccepted(STEP, 'signIn')])
      .when(answering(matched(STEP + 1)))
      .then([codeAccepted(STEP + 1, 'signIn')]);
  });

  it('tells of a repeated code once, however often it is repeated', () => {
    given(twoFactor, [...turnedOn(STEP), codeRejected('signIn', 'alreadyUsed', 0)])
      .when(answering(matched(STEP)))
      .thenRefused(codeRefused());
  });

  it('tells again when a later code is repeated', () => {
    const past = [
      ...turnedOn(STEP - 1),
      codeRejected('signIn', 'alreadyUsed', 0),
      codeAccepted(STEP, 'signIn'),
    ];
    given(twoFactor, past)
      .when(answering(matched(STEP)))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'alreadyUsed', 0)]);
  });

  it('does not count a repeated code as a failure, nor forgives those before', () => {
    given(twoFactor, [...turnedOn(STEP), ...wrongCodes(4)])
      .when(answering(matched(STEP)))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'alreadyUsed', 4)]);
  });

  it('counts a wrong code', () => {
    given(twoFactor, [...turnedOn(), ...wrongCodes(3)])
      .when(answering(WRONG))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'wrong', 4)]);
  });

  it('counts a code of a clock that is off, and tells the owner by how much', () => {
    given(twoFactor, turnedOn())
      .when(answering(clockOff(7)))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'clockOff', 1, 7)]);
  });

  it('forgives wrong codes after a right one', () => {
    given(twoFactor, [...turnedOn(STEP - 1), ...wrongCodes(4), codeAccepted(STEP, 'signIn')])
      .when(answering(WRONG))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'wrong', 1)]);
  });
});

describe('The lock after wrong answers', () => {
  const AFTER_LOCK = secondsFrom(30);
  const BEFORE_ITS_END = new Date(AFTER_LOCK.getTime() - 1);
  const LOCKED = [...turnedOn(), ...lockedOut()];

  it('begins with the fifth wrong code in a row', () => {
    given(twoFactor, [...turnedOn(), ...wrongCodes(4)])
      .when(answering(WRONG))
      .thenRefused(codeRefused(AFTER_LOCK), [codeRejected('signIn', 'wrong', 5), lockedEvent(AFTER_LOCK, 5)]);
  });

  it('begins as well with a code of a clock that is off', () => {
    given(twoFactor, [...turnedOn(), ...wrongCodes(4)])
      .when(answering(clockOff(2)))
      .thenRefused(codeRefused(AFTER_LOCK), [
        codeRejected('signIn', 'clockOff', 5, 2),
        lockedEvent(AFTER_LOCK, 5),
      ]);
  });

  it('looks at no code, right or wrong, until the last moment, and counts none', () => {
    for (const check of [matched(STEP), WRONG, clockOff(2)]) {
      given(twoFactor, LOCKED)
        .when(answering(check, { now: BEFORE_ITS_END }))
        .thenRefused(locked(AFTER_LOCK));
    }
  });

  it('ends by itself', () => {
    given(twoFactor, LOCKED)
      .when(answering(matched(STEP + 1), { now: AFTER_LOCK }))
      .then([codeAccepted(STEP + 1, 'signIn')]);
  });

  it('doubles with the next wrong code after it', () => {
    given(twoFactor, LOCKED)
      .when(answering(WRONG, { now: AFTER_LOCK }))
      .thenRefused(codeRefused(secondsFrom(60, AFTER_LOCK)), [
        codeRejected('signIn', 'wrong', 6),
        lockedEvent(secondsFrom(60, AFTER_LOCK), 6),
      ]);
  });

  it('is forgotten after a right code: the next five begin anew', () => {
    given(twoFactor, [...LOCKED, codeAccepted(STEP + 1, 'signIn')])
      .when(answering(WRONG))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'wrong', 1)]);
  });
});

describe('A challenge that is good no more', () => {
  it('is refused when it expired, even with the right code, and the owner is told', () => {
    given(twoFactor, turnedOn())
      .when(answering(matched(STEP), { challengeExpired: true }))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeExpired', 0)]);
  });

  it('is refused once 2FA was disabled or reset', () => {
    for (const end of [disabled(STEP), wasReset()]) {
      given(twoFactor, [...turnedOn(), end])
        .when(answering(null))
        .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeVoid', 0)]);
    }
  });

  it('is refused once the password was changed, even with the right code', () => {
    given(twoFactor, turnedOn())
      .when(answering(matched(STEP), { passwordChanged: true }))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeVoid', 0)]);
  });

  it('is refused once 2FA was moved to another authenticator, whose code does not help', () => {
    const past = [
      ...turnedOn(STEP - 1),
      codeAccepted(STEP, 'replaceEnrollment'),
      started(SECOND),
      confirmed(STEP, SECOND),
    ];
    given(twoFactor, past)
      .when(answering(matched(STEP + 1), { enrollmentId: FIRST }))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeVoid', 0)]);
  });

  it('stays good while a replacement is only under way', () => {
    given(twoFactor, [...turnedOn(STEP - 1), codeAccepted(STEP, 'replaceEnrollment'), started(SECOND)])
      .when(answering(matched(STEP + 1)))
      .then([codeAccepted(STEP + 1, 'signIn')]);
  });

  it('is refused to outsiders as a wrong code is, but does not count as one', () => {
    given(twoFactor, [...turnedOn(), ...wrongCodes(4)])
      .when(answering(WRONG, { challengeExpired: true }))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeExpired', 4)]);
  });

  it('is never answered by an enrollment that was not confirmed', () => {
    given(twoFactor, [started()])
      .when(answering(matched(STEP)))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeVoid', 0)]);
  });
});
