import type { CodeCheck } from '../../src/two-factor/code.policy.js';
import { startEnrollment } from '../../src/two-factor/two-factor.decider.js';
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
  LIFETIME_SECONDS,
  locked,
  lockedEvent,
  lockedOut,
  matched,
  sealedSecretOf,
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

interface Attempt {
  readonly enrollmentId?: string;
  readonly passwordMatched?: boolean;
  readonly check?: CodeCheck | null;
  readonly now?: Date;
}

const starting =
  ({ enrollmentId = FIRST, passwordMatched = true, check = null, now = NOW }: Attempt = {}) =>
  (state: TwoFactorState) =>
    startEnrollment(state, {
      ...circumstances(now),
      passwordMatched,
      enrollment: { enrollmentId, sealedSecret: sealedSecretOf(enrollmentId) },
      lifetimeSeconds: LIFETIME_SECONDS,
      check,
    });

describe('Starting an enrollment', () => {
  it('is done with the password while 2FA is off', () => {
    given(twoFactor, []).when(starting()).then([started()]);
  });

  it('needs the password', () => {
    given(twoFactor, [])
      .when(starting({ passwordMatched: false }))
      .thenRefused({ code: 'passwordRefused' });
  });

  it('expires after its lifetime, counted from now', () => {
    const now = secondsFrom(90);
    given(twoFactor, [])
      .when(starting({ now }))
      .then([started(FIRST, { at: now })]);
  });

  it('supersedes the one under way, expired or not', () => {
    for (const now of [NOW, secondsFrom(LIFETIME_SECONDS)]) {
      given(twoFactor, [started()])
        .when(starting({ enrollmentId: SECOND, now }))
        .then([started(SECOND, { supersedes: FIRST, at: now })]);
    }
  });

  it('supersedes nothing after 2FA was disabled or reset', () => {
    for (const end of [disabled(STEP), wasReset()]) {
      given(twoFactor, [...turnedOn(), end])
        .when(starting({ enrollmentId: SECOND }))
        .then([started(SECOND)]);
    }
  });

  it('needs no code while 2FA is not on, not even during a lock', () => {
    given(twoFactor, [started(), ...lockedOut()])
      .when(starting({ enrollmentId: SECOND }))
      .then([started(SECOND, { supersedes: FIRST })]);
  });
});

describe('Starting an enrollment while 2FA is on', () => {
  it('needs a code besides the password', () => {
    given(twoFactor, turnedOn())
      .when(starting({ enrollmentId: SECOND }))
      .thenRefused({ code: 'codeRequired' });
  });

  it('spends the code, and says so before it starts', () => {
    given(twoFactor, turnedOn())
      .when(starting({ enrollmentId: SECOND, check: matched(STEP) }))
      .then([codeAccepted(STEP, 'replaceEnrollment'), started(SECOND)]);
  });

  it('does not look at the code when the password is wrong', () => {
    for (const check of [matched(STEP), WRONG, clockOff(2)]) {
      given(twoFactor, turnedOn())
        .when(starting({ enrollmentId: SECOND, passwordMatched: false, check }))
        .thenRefused({ code: 'passwordRefused' });
    }
  });

  it('counts a wrong code', () => {
    given(twoFactor, turnedOn())
      .when(starting({ enrollmentId: SECOND, check: WRONG }))
      .thenRefused(codeRefused(), [codeRejected('replaceEnrollment', 'wrong', 1)]);
  });

  it('locks after the fifth wrong code', () => {
    given(twoFactor, [...turnedOn(), ...wrongCodes(4)])
      .when(starting({ enrollmentId: SECOND, check: WRONG }))
      .thenRefused(codeRefused(secondsFrom(30)), [
        codeRejected('replaceEnrollment', 'wrong', 5),
        lockedEvent(secondsFrom(30), 5),
      ]);
  });

  it('refuses a code that was spent', () => {
    given(twoFactor, turnedOn(STEP))
      .when(starting({ enrollmentId: SECOND, check: matched(STEP) }))
      .thenRefused(codeRefused(), [codeRejected('replaceEnrollment', 'alreadyUsed', 0)]);
  });

  it('refuses even a right code during a lock', () => {
    given(twoFactor, [...turnedOn(), ...lockedOut()])
      .when(starting({ enrollmentId: SECOND, check: matched(STEP) }))
      .thenRefused(locked(secondsFrom(30)));
  });

  it('supersedes a replacement under way, and leaves what protects now as it is', () => {
    const past = [...turnedOn(), codeAccepted(STEP, 'replaceEnrollment'), started(SECOND)];
    given(twoFactor, past)
      .when(starting({ enrollmentId: THIRD, check: matched(STEP + 1) }))
      .then([codeAccepted(STEP + 1, 'replaceEnrollment'), started(THIRD, { supersedes: SECOND })]);
  });

  it('supersedes nothing once the replacement was confirmed', () => {
    const past = [
      ...turnedOn(),
      codeAccepted(STEP, 'replaceEnrollment'),
      started(SECOND),
      confirmed(STEP, SECOND),
    ];
    given(twoFactor, past)
      .when(starting({ enrollmentId: THIRD, check: matched(STEP + 1) }))
      .then([codeAccepted(STEP + 1, 'replaceEnrollment', SECOND), started(THIRD)]);
  });
});
