import type { CodeCheck } from '../../src/two-factor/code.policy.js';
import { disable } from '../../src/two-factor/two-factor.decider.js';
import { twoFactor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import { given } from '../support/given.js';
import {
  circumstances,
  clockOff,
  codeRefused,
  codeRejected,
  disabled,
  locked,
  lockedEvent,
  lockedOut,
  matched,
  secondsFrom,
  started,
  STEP,
  turnedOn,
  WRONG,
  wrongCodes,
} from './two-factor.facts.js';

const disabling =
  (check: CodeCheck | null, passwordMatched = true, now = NOW) =>
  (state: TwoFactorState) =>
    disable(state, { ...circumstances(now), passwordMatched, check });

describe('Turning 2FA off', () => {
  it('takes password and code, and spends the code', () => {
    given(twoFactor, turnedOn())
      .when(disabling(matched(STEP)))
      .then([disabled(STEP)]);
  });

  it('needs the password, and does not look at the code without it', () => {
    for (const check of [matched(STEP), WRONG]) {
      given(twoFactor, turnedOn()).when(disabling(check, false)).thenRefused({ code: 'passwordRefused' });
    }
  });

  it('needs a code that was not spent', () => {
    given(twoFactor, turnedOn(STEP))
      .when(disabling(matched(STEP)))
      .thenRefused(codeRefused(), [codeRejected('disableTwoFactor', 'alreadyUsed', 0)]);
  });

  it('counts a wrong code, and one of a clock that is off', () => {
    given(twoFactor, turnedOn())
      .when(disabling(WRONG))
      .thenRefused(codeRefused(), [codeRejected('disableTwoFactor', 'wrong', 1)]);
    given(twoFactor, turnedOn())
      .when(disabling(clockOff(-3)))
      .thenRefused(codeRefused(), [codeRejected('disableTwoFactor', 'clockOff', 1, -3)]);
  });

  it('shares the budget of wrong codes with signing in', () => {
    given(twoFactor, [...turnedOn(), ...wrongCodes(4, 'signIn')])
      .when(disabling(WRONG))
      .thenRefused(codeRefused(secondsFrom(30)), [
        codeRejected('disableTwoFactor', 'wrong', 5),
        lockedEvent(secondsFrom(30), 5),
      ]);
  });

  it('is refused during a lock, even with password and the right code', () => {
    given(twoFactor, [...turnedOn(), ...lockedOut()])
      .when(disabling(matched(STEP)))
      .thenRefused(locked(secondsFrom(30)));
  });

  it('is refused while it is not on, and leaves nothing behind', () => {
    for (const past of [[], [started()], [...turnedOn(), disabled(STEP)]]) {
      given(twoFactor, past).when(disabling(null)).thenRefused({ code: 'notOn' });
    }
  });

  it('tells whether it is on only to who knows the password', () => {
    given(twoFactor, []).when(disabling(null, false)).thenRefused({ code: 'passwordRefused' });
  });
});
