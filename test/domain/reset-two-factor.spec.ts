import { reset } from '../../src/two-factor/two-factor.decider.js';
import { twoFactor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { given } from '../support/given.js';
import { disabled, lockedOut, started, STEP, turnedOn, wasReset } from './two-factor.facts.js';

const REASON = { sealedReason: 'v1.sealed-lost-phone' };
const resetting = (state: TwoFactorState) => reset(state, REASON);

describe('An administrator resetting the 2FA of an account', () => {
  it('turns it off, with the reason on record', () => {
    given(twoFactor, turnedOn())
      .when(resetting)
      .then([wasReset(REASON.sealedReason)]);
  });

  it('ends an enrollment under way', () => {
    given(twoFactor, [started()])
      .when(resetting)
      .then([wasReset(REASON.sealedReason)]);
  });

  it('is not held up by a lock', () => {
    given(twoFactor, [...turnedOn(), ...lockedOut()])
      .when(resetting)
      .then([wasReset(REASON.sealedReason)]);
  });

  it('finds nothing to do when it is off, asked twice too', () => {
    for (const past of [[], [...turnedOn(), disabled(STEP)], [...turnedOn(), wasReset()]]) {
      given(twoFactor, past).when(resetting).thenRefused({ code: 'notOn' });
    }
  });
});
