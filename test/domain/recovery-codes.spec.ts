import type { CodeCheck } from '../../src/two-factor/code.policy.js';
import { mayRegenerate, regenerate } from '../../src/two-factor/recovery-codes.decider.js';
import {
  answerChallenge,
  disable,
  proveFully,
  startEnrollment,
} from '../../src/two-factor/two-factor.decider.js';
import { twoFactor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import { given } from '../support/given.js';
import {
  circumstances,
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
  recoverable,
  recovered,
  recoveryCodeUsed,
  SEALED_SET,
  sealedSecretOf,
  SECOND,
  secondsFrom,
  started,
  STEP,
  turnedOn,
  wasReset,
  WRONG,
  wrongCodes,
} from './two-factor.facts.js';

const answering =
  (check: CodeCheck | null, enrollmentId = FIRST, now = NOW) =>
  (state: TwoFactorState) =>
    answerChallenge(state, {
      ...circumstances(now),
      enrollmentId,
      challengeExpired: false,
      passwordChanged: false,
      check,
    });
const disabling = (check: CodeCheck) => (state: TwoFactorState) =>
  disable(state, { ...circumstances(), passwordMatched: true, check });
const moving = (check: CodeCheck) => (state: TwoFactorState) =>
  startEnrollment(state, {
    ...circumstances(),
    passwordMatched: true,
    enrollment: { enrollmentId: SECOND, sealedSecret: sealedSecretOf(SECOND) },
    lifetimeSeconds: LIFETIME_SECONDS,
    check,
  });
const proving = (check: CodeCheck, purpose: 'changePassword' | 'eraseAccount') => (state: TwoFactorState) =>
  proveFully(state, { ...circumstances(), check, purpose });
const regenerating =
  (check: CodeCheck | null, passwordMatched = true) =>
  (state: TwoFactorState) =>
    regenerate(state, { ...circumstances(), passwordMatched, check, recoveryCodes: SEALED_SET });

describe('A recovery code', () => {
  it('answers a challenge, and is spent', () => {
    given(twoFactor, recoverable())
      .when(answering(recovered(3)))
      .then([recoveryCodeUsed(3, 'signIn')]);
  });

  it('turns 2FA off with the password', () => {
    given(twoFactor, recoverable())
      .when(disabling(recovered(0)))
      .then([recoveryCodeUsed(0, 'disableTwoFactor'), disabled(null)]);
  });

  it('starts the move to another authenticator', () => {
    given(twoFactor, recoverable())
      .when(moving(recovered(9)))
      .then([recoveryCodeUsed(9, 'replaceEnrollment'), started(SECOND)]);
  });

  it.each(['changePassword', 'eraseAccount'] as const)('is full proof with the password: %s', (purpose) => {
    given(twoFactor, recoverable())
      .when(proving(recovered(1), purpose))
      .then([recoveryCodeUsed(1, purpose)]);
  });

  it('leaves one less each time, and the authenticator as it was', () => {
    const past = [...recoverable(), recoveryCodeUsed(3, 'signIn')];
    given(twoFactor, past)
      .when(answering(recovered(4)))
      .then([recoveryCodeUsed(4, 'signIn', 8)]);
    given(twoFactor, past)
      .when(answering(matched(STEP)))
      .then([codeAccepted(STEP, 'signIn')]);
  });

  it('works once, whatever it was used for: used, it counts as a wrong one, and its owner is told', () => {
    const past = [...recoverable(), recoveryCodeUsed(3, 'replaceEnrollment')];
    given(twoFactor, past)
      .when(answering(recovered(3)))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'alreadyUsed', 1)]);
    given(twoFactor, [...past, ...wrongCodes(4)])
      .when(disabling(recovered(3)))
      .thenRefused(codeRefused(secondsFrom(30)), [
        codeRejected('disableTwoFactor', 'alreadyUsed', 5),
        lockedEvent(secondsFrom(30), 5),
      ]);
  });

  it('forgives the wrong codes before it', () => {
    given(twoFactor, [...recoverable(), ...wrongCodes(4), recoveryCodeUsed(0, 'signIn')])
      .when(answering(WRONG))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'wrong', 1)]);
  });

  it('opens nothing during a lock, and is not spent by trying', () => {
    const past = [...recoverable(), ...lockedOut()];
    for (const check of [recovered(3), { kind: 'unseen' } as const])
      given(twoFactor, past)
        .when(answering(check))
        .thenRefused(locked(secondsFrom(30)));
    given(twoFactor, past)
      .when(answering(recovered(3), FIRST, secondsFrom(30)))
      .then([recoveryCodeUsed(3, 'signIn')]);
  });

  it('that may have been used in a part of the log that was lost is refused, and leaves nothing behind', () => {
    given(twoFactor, recoverable())
      .when(answering({ kind: 'perhapsSpent' }))
      .thenRefused(codeRefused());
  });

  it('is nothing to a challenge of another authenticator, which is void', () => {
    given(twoFactor, recoverable())
      .when(answering(recovered(3), SECOND))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeVoid', 0)]);
  });

  it('is wrong where there are none: 2FA was turned on before there were any', () => {
    given(twoFactor, turnedOn())
      .when(answering(recovered(3)))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'wrong', 1)]);
  });

  it('is worth nothing once 2FA was disabled or reset', () => {
    for (const end of [disabled(STEP), disabled(null), wasReset()])
      given(twoFactor, [...recoverable(), end])
        .when(answering(null))
        .thenRefused(codeRefused(), [codeRejected('signIn', 'challengeVoid', 0)]);
  });

  it('stays good while another authenticator is only under way, and is worth nothing once it is confirmed', () => {
    const moved = [...recoverable(), codeAccepted(STEP, 'replaceEnrollment'), started(SECOND)];
    given(twoFactor, moved)
      .when(answering(recovered(3)))
      .then([recoveryCodeUsed(3, 'signIn')]);
    given(twoFactor, [...moved, confirmed(STEP, SECOND)])
      .when(answering(recovered(3), SECOND))
      .thenRefused(codeRefused(), [codeRejected('signIn', 'wrong', 1)]);
  });
});

describe('New recovery codes', () => {
  const anew = codesIssued('regenerateRecoveryCodes');

  it('take password and code, spend the code, and are made in the same act', () => {
    given(twoFactor, recoverable())
      .when(regenerating(matched(STEP)))
      .then([codeAccepted(STEP, 'regenerateRecoveryCodes'), anew]);
  });

  it('are to be had by who turned 2FA on before there were any', () => {
    given(twoFactor, turnedOn())
      .when(regenerating(matched(STEP)))
      .then([codeAccepted(STEP, 'regenerateRecoveryCodes'), anew]);
  });

  it('replace those from before, used or not', () => {
    const past = [...recoverable(), recoveryCodeUsed(3, 'signIn'), anew];
    given(twoFactor, past)
      .when(answering(recovered(3)))
      .then([recoveryCodeUsed(3, 'signIn')]);
  });

  it('need the password, and the code is not looked at without it', () => {
    for (const check of [matched(STEP), WRONG, null])
      given(twoFactor, recoverable())
        .when(regenerating(check, false))
        .thenRefused({ code: 'passwordRefused' });
  });

  it('need a code of the authenticator: a recovery code counts as a wrong one, and is not spent', () => {
    given(twoFactor, recoverable())
      .when(regenerating(recovered(0)))
      .thenRefused(codeRefused(), [codeRejected('regenerateRecoveryCodes', 'wrong', 1)]);
  });

  it('need a code that was not spent', () => {
    given(twoFactor, recoverable(STEP))
      .when(regenerating(matched(STEP)))
      .thenRefused(codeRefused(), [codeRejected('regenerateRecoveryCodes', 'alreadyUsed', 0)]);
  });

  it('share the budget of wrong codes with all other acts', () => {
    given(twoFactor, [...recoverable(), ...wrongCodes(4)])
      .when(regenerating(WRONG))
      .thenRefused(codeRefused(secondsFrom(30)), [
        codeRejected('regenerateRecoveryCodes', 'wrong', 5),
        lockedEvent(secondsFrom(30), 5),
      ]);
    given(twoFactor, [...recoverable(), ...lockedOut()])
      .when(regenerating(matched(STEP)))
      .thenRefused(locked(secondsFrom(30)));
  });

  it('are nothing to have while 2FA is not on', () => {
    for (const past of [[], [started()], [...recoverable(), disabled(STEP)]])
      given(twoFactor, past).when(regenerating(null)).thenRefused({ code: 'notOn' });
  });

  it('are made only for who may have them: the question comes before the work', () => {
    given(twoFactor, recoverable())
      .when((state) => mayRegenerate(state, { ...circumstances(), passwordMatched: true, check: WRONG }))
      .thenRefused(codeRefused(), [codeRejected('regenerateRecoveryCodes', 'wrong', 1)]);
  });
});
