import type { CodeCheck } from '../../src/two-factor/code.policy.js';
import { proveFully } from '../../src/two-factor/two-factor.decider.js';
import { twoFactor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { given } from '../support/given.js';
import {
  circumstances,
  codeAccepted,
  codeRefused,
  codeRejected,
  locked,
  lockedEvent,
  lockedOut,
  matched,
  secondsFrom,
  started,
  STEP,
  turnedOn,
  wrongCodes,
  WRONG,
} from './two-factor.facts.js';

const changing = (check: CodeCheck | null) => (state: TwoFactorState) =>
  proveFully(state, { ...circumstances(), purpose: 'changePassword', check });

describe('Changing the password', () => {
  it('takes no code while 2FA is not on', () => {
    for (const past of [[], [started()]]) given(twoFactor, past).when(changing(null)).then([]);
  });

  it('takes a code while 2FA is on, and spends it', () => {
    given(twoFactor, turnedOn(STEP - 1))
      .when(changing(null))
      .thenRefused({ code: 'codeRequired' });
    given(twoFactor, turnedOn(STEP - 1))
      .when(changing(matched(STEP)))
      .then([codeAccepted(STEP, 'changePassword')]);
  });

  it('is not the only act that takes full proof: what the code was for is on record', () => {
    given(twoFactor, turnedOn(STEP - 1))
      .when((state) =>
        proveFully(state, { ...circumstances(), purpose: 'eraseAccount', check: matched(STEP) }),
      )
      .then([codeAccepted(STEP, 'eraseAccount')]);
  });

  it('takes no code that was spent, or may have been', () => {
    given(twoFactor, turnedOn(STEP))
      .when(changing(matched(STEP)))
      .thenRefused(codeRefused(), [codeRejected('changePassword', 'alreadyUsed', 0)]);
    given(twoFactor, turnedOn(STEP))
      .when(changing({ kind: 'perhapsSpent' }))
      .thenRefused(codeRefused());
  });

  it('shares the budget of wrong codes with all other acts', () => {
    given(twoFactor, [...turnedOn(), ...wrongCodes(4)])
      .when(changing(WRONG))
      .thenRefused(codeRefused(secondsFrom(30)), [
        codeRejected('changePassword', 'wrong', 5),
        lockedEvent(secondsFrom(30), 5),
      ]);
    given(twoFactor, [...turnedOn(), ...lockedOut()])
      .when(changing(matched(STEP)))
      .thenRefused(locked(secondsFrom(30)));
  });
});
