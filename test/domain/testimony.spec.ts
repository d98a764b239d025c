import { account, type AccountState, type ResetUnderWay } from '../../src/accounts/account.state.js';
import type { AccountEvent } from '../../src/accounts/account.events.js';
import { username, type UsernameState } from '../../src/accounts/username.decider.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { twoFactor, type Factor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import {
  codeAccepted,
  codeRejected,
  codesIssued,
  disabled,
  FIRST,
  lockedEvent,
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

type On = Extract<Factor, { status: 'on' }>;
type Change = (state: TwoFactorState) => TwoFactorState;

const unchanged: Change = (state) => state;
const withState =
  (change: Partial<TwoFactorState>): Change =>
  (state) => ({ ...state, ...change });
const withFactor =
  (change: Partial<On>): Change =>
  (state) => ({ ...state, factor: { ...state.factor, ...change } as Factor });
const withRecovery =
  (change: Partial<NonNullable<On['recovery']>>): Change =>
  (state) => {
    const factor = state.factor as On;
    return { ...state, factor: { ...factor, recovery: { ...factor.recovery!, ...change } } };
  };

/** What the last event of a past says of the state that goes with it, after something was done to that. */
function said(past: readonly TwoFactorEvent[], change: Change = unchanged) {
  const state = past.reduce(twoFactor.evolve, twoFactor.initial);
  return twoFactor.testimony(change(state), past.at(-1)!, past.length - 1);
}

const OFF = withState({ factor: { status: 'off' } });
const PENDING = withState({
  factor: {
    status: 'pending',
    enrollment: { enrollmentId: FIRST, sealedSecret: 'v1.', expiresAt: NOW.toISOString() },
  },
});
/** What no event that forgives can have left. */
const UNFORGIVEN = [withState({ failures: 1 }), withState({ lockedUntil: NOW.toISOString() })];
/** What no event of the first enrollment's protection can have left. */
const UNPROTECTED = [OFF, PENDING, withFactor({ enrollmentId: SECOND })];

describe('Of the state it carries, a right code', () => {
  const pasts = [
    turnedOn(STEP),
    [...turnedOn(STEP - 1), codeAccepted(STEP, 'signIn')],
    [...turnedOn(STEP - 1), codesIssued(), codeAccepted(STEP, 'signIn')],
  ];

  it('says that it is so', () => {
    for (const past of pasts) expect(said(past)).toBe('confirms');
  });

  it('says that it cannot be where it leaves another step, another protection, or anything to forgive', () => {
    const others = [
      ...UNFORGIVEN,
      ...UNPROTECTED,
      ...[-1, 1].map((by) => withFactor({ lastStep: STEP + by })),
    ];
    for (const past of pasts) for (const other of others) expect(said(past, other)).toBe('contradicts');
  });

  it('says too little of an authenticator under way', () => {
    const past = [...turnedOn(STEP - 1), started(SECOND), codeAccepted(STEP, 'signIn')];
    expect(said(past)).toBe('leavesOpen');
  });

  it('says too little of recovery codes unless those left begin with the first and skip none', () => {
    const past = [...recoverable(STEP - 1), codeAccepted(STEP, 'signIn')];
    for (const unused of [[], [0], [0, 1, 2]]) expect(said(past, withRecovery({ unused }))).toBe('confirms');
    for (const unused of [[1], [0, 2], [1, 0], [0, 1, 3]])
      expect(said(past, withRecovery({ unused }))).toBe('leavesOpen');
  });
});

describe('Of the state it carries, a new set of recovery codes', () => {
  const past = recoverable(STEP);

  it('says too little: it knows of no step', () => {
    expect(said(past)).toBe('leavesOpen');
  });

  it('says that it cannot be where it names no set or another one, another protection, or anything to forgive', () => {
    const others = [
      ...UNFORGIVEN,
      ...UNPROTECTED,
      withFactor({ recovery: null }),
      ...[-1, 1].map((by) => withRecovery({ revision: past.length - 1 + by })),
    ];
    for (const other of others) expect(said(past, other)).toBe('contradicts');
  });
});

describe('Of the state it carries, a recovery code that was used', () => {
  const past = [...recoverable(STEP), recoveryCodeUsed(3, 'signIn')];

  it('says too little: it knows of no step', () => {
    expect(said(past)).toBe('leavesOpen');
  });

  it('says that it cannot be where it is left, in another protection, or with anything to forgive', () => {
    const others = [...UNFORGIVEN, ...UNPROTECTED, withRecovery({ unused: [2, 3, 4] })];
    for (const other of others) expect(said(past, other)).toBe('contradicts');
  });
});

describe('Of the state it carries, what turned 2FA off', () => {
  const pasts = [
    [...turnedOn(STEP), disabled(STEP + 1)],
    [...turnedOn(STEP), wasReset()],
  ];

  it('says that it is so', () => {
    for (const past of pasts) expect(said(past)).toBe('confirms');
  });

  it('says that it cannot be where it is on, under way, or leaves anything to forgive', () => {
    const on = withState({ factor: turnedOn(STEP).reduce(twoFactor.evolve, twoFactor.initial).factor });
    for (const past of pasts)
      for (const other of [on, PENDING, ...UNFORGIVEN]) expect(said(past, other)).toBe('contradicts');
  });
});

describe('Of the state it carries, what changes little of it', () => {
  it.each([
    ['an enrollment', [started()]],
    ['a wrong code', [...turnedOn(), codeRejected('signIn', 'wrong', 1)]],
    ['a lock', [...turnedOn(), ...wrongCodes(5), lockedEvent(secondsFrom(30), 5)]],
  ])('says too little: %s', (_, past) => {
    for (const change of [unchanged, OFF, PENDING]) expect(said(past, change)).toBe('leavesOpen');
  });
});

describe('Of the account it carries, an event', () => {
  const registered = (
    passwordVersion: number,
    sealedPasswordHash = 'v1.hash',
    passwordReset: ResetUnderWay | null = null,
  ): AccountState => {
    return {
      status: 'registered',
      sealedUsername: 'v1.name',
      sealedPasswordHash,
      passwordVersion,
      passwordReset,
    };
  };
  const reset = { sealedToken: 'v1.token', expiresAt: NOW.toISOString() };
  const resetting = (passwordReset: ResetUnderWay | null) => registered(1, 'v1.hash', passwordReset);
  const others: readonly AccountState[] = [
    { status: 'absent' },
    { status: 'abandoned' },
    { status: 'erased' },
  ];
  const cases: readonly (readonly [AccountEvent, readonly AccountState[], readonly AccountState[]])[] = [
    [
      { type: 'AccountRegistered', data: { sealedUsername: 'v1.name', sealedPasswordHash: 'v1.hash' } },
      [registered(1)],
      [registered(2), registered(1, 'v1.other'), resetting(reset), ...others],
    ],
    [
      { type: 'AccountPasswordChanged', data: { sealedPasswordHash: 'v1.hash' } },
      [registered(2), registered(9)],
      [registered(1), registered(2, 'v1.other'), registered(2, 'v1.hash', reset), ...others],
    ],
    [
      { type: 'AccountPasswordResetStarted', data: { ...reset, sealedReason: 'v1.reason' } },
      [],
      [
        resetting(null),
        resetting({ ...reset, sealedToken: 'v1.other' }),
        resetting({ ...reset, expiresAt: secondsFrom(1).toISOString() }),
        ...others,
      ],
    ],
    [{ type: 'AccountSignedInFromNewNetwork', data: { sealedAddress: 'v1.address' } }, [], others],
    [{ type: 'AccountSessionsEnded', data: {} }, [], others],
    [
      { type: 'RegistrationAbandoned', data: {} },
      [{ status: 'abandoned' }],
      [registered(1), { status: 'absent' }, { status: 'erased' }],
    ],
    [
      { type: 'AccountErased', data: {} },
      [{ status: 'erased' }],
      [registered(1), { status: 'absent' }, { status: 'abandoned' }],
    ],
  ];

  it.each(cases.map((one) => [one[0].type, ...one] as const))('confirms what it left: %s', (...one) => {
    const [, event, right, wrong] = one;
    for (const state of right) expect(account.testimony(state, event, 0)).toBe('confirms');
    for (const state of wrong) expect(account.testimony(state, event, 0)).toBe('contradicts');
  });

  it.each<AccountEvent>([
    { type: 'AccountPasswordResetStarted', data: { ...reset, sealedReason: 'v1.reason' } },
    { type: 'AccountSignedInFromNewNetwork', data: { sealedAddress: 'v1.address' } },
    { type: 'AccountSessionsEnded', data: {} },
  ])('says too little of the password: $type', (event) => {
    for (const state of [resetting(reset), registered(9, 'v1.other', reset)])
      expect(account.testimony(state, event, 0)).toBe('leavesOpen');
  });

  it('is recognised by all of its fields and nothing beside', () => {
    const states = [...others, registered(1), resetting(reset)];
    for (const state of states) {
      expect(account.stateSchema.safeParse(state)).toMatchObject({ success: true, data: state });
      expect(account.stateSchema.safeParse({ ...state, more: 1 }).success).toBe(false);
    }
    for (const wrong of [
      { status: 'gone' },
      { ...registered(1), passwordVersion: 0 },
      ...fieldless(registered(1)),
    ])
      expect(account.stateSchema.safeParse(wrong).success).toBe(false);
  });
});

describe('Of the name it carries, its claim', () => {
  const data = { accountId: FIRST, claimedAt: NOW.toISOString() };
  const claimed: UsernameState = { status: 'claimed', ...data };
  const saidOf = (state: UsernameState) => username.testimony(state, { type: 'UsernameClaimed', data }, 0);

  it('confirms the account that has it since then, and nothing else', () => {
    expect(saidOf(claimed)).toBe('confirms');
    const later = secondsFrom(1).toISOString();
    for (const other of [
      { ...claimed, accountId: SECOND },
      { ...claimed, claimedAt: later },
    ])
      expect(saidOf(other)).toBe('contradicts');
    expect(saidOf({ status: 'free' })).toBe('contradicts');
  });

  it('is recognised by all of its fields and nothing beside', () => {
    for (const state of [claimed, { status: 'free' }]) {
      expect(username.stateSchema.safeParse(state)).toMatchObject({ success: true, data: state });
      expect(username.stateSchema.safeParse({ ...state, more: 1 }).success).toBe(false);
    }
    for (const wrong of [{ status: 'gone' }, { ...claimed, accountId: 'ada' }, ...fieldless(claimed)])
      expect(username.stateSchema.safeParse(wrong).success).toBe(false);
  });
});

/** An object without one of its fields, for each of them. */
function fieldless(whole: object): readonly object[] {
  return Object.keys(whole).map((field) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => name !== field)),
  );
}
