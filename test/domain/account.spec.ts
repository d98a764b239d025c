import {
  abandon,
  changePassword,
  endSessions,
  erase,
  hasHistory,
  register,
  resetPassword,
  resetUnderWay,
  signInFromNewNetwork,
  startPasswordReset,
} from '../../src/accounts/account.decider.js';
import { account, type AccountState } from '../../src/accounts/account.state.js';
import type { AccountEvent } from '../../src/accounts/account.events.js';
import { username } from '../../src/accounts/username.decider.js';
import { twoFactor } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import { given } from '../support/given.js';
import { secondsFrom } from './two-factor.facts.js';

const FACTS = { sealedUsername: 'v1.sealed-ada', sealedPasswordHash: 'v1.sealed-hash' };
const REGISTERED: AccountEvent = { type: 'AccountRegistered', data: FACTS };
const ABANDONED: AccountEvent = { type: 'RegistrationAbandoned', data: {} };

const ERASED: AccountEvent = { type: 'AccountErased', data: {} };

const registering = (state: AccountState) => register(state, FACTS);

describe('Registering an account', () => {
  it('makes it, with what is personal sealed', () => {
    given(account, []).when(registering).then([REGISTERED]);
  });

  it('comes too late once the registration was given up', () => {
    given(account, [ABANDONED]).when(registering).thenRefused('abandoned');
  });

  it('changes nothing about an account that is there', () => {
    given(account, [REGISTERED])
      .when((state) => register(state, { sealedUsername: 'v1.other', sealedPasswordHash: 'v1.other' }))
      .thenRefused('abandoned');
  });
});

describe('Giving up a registration', () => {
  it('is done for one that never came to an end', () => {
    given(account, []).when(abandon).then([ABANDONED]);
  });

  it('asked twice has nothing new to say', () => {
    given(account, [ABANDONED]).when(abandon).then([]);
  });

  it('is refused once the account was made', () => {
    given(account, [REGISTERED]).when(abandon).thenRefused('registered');
  });
});

describe('Changing a password', () => {
  const NEW_PASSWORD = { sealedPasswordHash: 'v1.new-hash' };
  const CHANGED: AccountEvent = { type: 'AccountPasswordChanged', data: NEW_PASSWORD };
  const changing = (passwordVersion: number) => (state: AccountState) =>
    changePassword(state, { passwordVersion, ...NEW_PASSWORD });

  it('puts the new one in the place of the one that was found right', () => {
    given(account, [REGISTERED]).when(changing(1)).then([CHANGED]);
    given(account, [REGISTERED, CHANGED]).when(changing(2)).then([CHANGED]);
  });

  it('is refused when another change was faster', () => {
    given(account, [REGISTERED, CHANGED]).when(changing(1)).thenRefused('passwordRefused');
  });

  it('is refused where there is no account', () => {
    given(account, []).when(changing(1)).thenRefused('passwordRefused');
    given(account, [ABANDONED]).when(changing(1)).thenRefused('passwordRefused');
  });

  it('counts which password it is, and leaves the rest', () => {
    given(account, [REGISTERED, CHANGED]).thenState({
      ...FACTS,
      ...NEW_PASSWORD,
      status: 'registered',
      passwordVersion: 2,
      passwordReset: null,
    });
    given(account, [CHANGED]).thenState({ status: 'absent' });
  });
});

describe('Resetting a forgotten password', () => {
  const NEW_PASSWORD = { sealedPasswordHash: 'v1.new-hash' };
  const CHANGED: AccountEvent = { type: 'AccountPasswordChanged', data: NEW_PASSWORD };
  const TTL = 60;
  const reset = (sealedToken: string, expiresAt = secondsFrom(TTL).toISOString()) => ({
    sealedToken,
    expiresAt,
  });
  const started = (...facts: Parameters<typeof reset>): AccountEvent => ({
    type: 'AccountPasswordResetStarted',
    data: { ...reset(...facts), sealedReason: 'v1.sealed-reason' },
  });
  const starting = (state: AccountState) =>
    startPasswordReset(state, { ...reset('v1.token'), sealedReason: 'v1.sealed-reason' });
  const resetting =
    (sealedToken: string, now = NOW, restoredAt: Date | null = null) =>
    (state: AccountState) =>
      resetPassword(state, { now, ttlSeconds: TTL, restoredAt, sealedToken, ...NEW_PASSWORD });

  it('is begun for an account that is there, as often as somebody asks', () => {
    for (const past of [[REGISTERED], [REGISTERED, started('v1.before')], [REGISTERED, CHANGED]])
      given(account, past)
        .when(starting)
        .then([started('v1.token')]);
    for (const past of [[], [ABANDONED], [REGISTERED, ERASED]])
      given(account, past).when(starting).thenRefused('accountNotFound');
  });

  it('changes nothing before a password is chosen, and knows the one begun last', () => {
    given(account, [REGISTERED, started('v1.before'), started('v1.token')]).thenState({
      ...FACTS,
      status: 'registered',
      passwordVersion: 1,
      passwordReset: reset('v1.token'),
    });
    given(account, [started('v1.token')]).thenState({ status: 'absent' });
  });

  it('puts the password in the place of the forgotten one', () => {
    given(account, [REGISTERED, started('v1.token')])
      .when(resetting('v1.token'))
      .then([CHANGED]);
  });

  it('is good once, and so is the password that was changed meanwhile', () => {
    given(account, [REGISTERED, started('v1.token'), CHANGED])
      .when(resetting('v1.token'))
      .thenRefused('resetRefused');
    given(account, [REGISTERED, started('v1.token'), CHANGED]).thenState({
      ...FACTS,
      ...NEW_PASSWORD,
      status: 'registered',
      passwordVersion: 2,
      passwordReset: null,
    });
  });

  it('is refused by the token of another one', () => {
    given(account, [REGISTERED, started('v1.before'), started('v1.token')])
      .when(resetting('v1.before'))
      .thenRefused('resetRefused');
    for (const past of [[], [ABANDONED], [REGISTERED], [REGISTERED, started('v1.token'), ERASED]])
      given(account, past).when(resetting('v1.token')).thenRefused('resetRefused');
  });

  it('lasts no longer than it was to last, whatever the clock was when it was begun', () => {
    const past = [REGISTERED, started('v1.token', secondsFrom(TTL + 61).toISOString())];
    given(account, past).when(resetting('v1.token')).thenRefused('resetRefused');
    given(account, past)
      .when(resetting('v1.token', secondsFrom(1)))
      .then([CHANGED]);
  });

  it('is over at its end, to the millisecond', () => {
    const until = NOW.getTime() + 60_000;
    const past = [REGISTERED, started('v1.token')];
    given(account, past)
      .when(resetting('v1.token', new Date(until - 1)))
      .then([CHANGED]);
    given(account, past)
      .when(resetting('v1.token', new Date(until)))
      .thenRefused('resetRefused');
    const state = past.reduce(account.evolve, account.initial);
    const at = (now: number) => ({ now: new Date(now), ttlSeconds: TTL, restoredAt: null });
    expect(resetUnderWay(state, at(until - 1))).toEqual(reset('v1.token'));
    expect(resetUnderWay(state, at(until))).toBeUndefined();
  });

  it('may have been used in what a log lost that was restored since, and one begun later was not', () => {
    const past = [REGISTERED, started('v1.token')];
    given(account, past)
      .when(resetting('v1.token', secondsFrom(1), NOW))
      .thenRefused('resetRefused');
    given(account, past)
      .when(resetting('v1.token', secondsFrom(1), secondsFrom(-0.001)))
      .then([CHANGED]);
  });
});

describe('Erasing an account', () => {
  const CHANGED: AccountEvent = {
    type: 'AccountPasswordChanged',
    data: { sealedPasswordHash: 'v1.new-hash' },
  };
  const erasing = (passwordVersion: number | null) => (state: AccountState) =>
    erase(state, { passwordVersion });

  it('takes the password it has now, or an administrator', () => {
    given(account, [REGISTERED]).when(erasing(1)).then([ERASED]);
    given(account, [REGISTERED, CHANGED]).when(erasing(2)).then([ERASED]);
    given(account, [REGISTERED, CHANGED]).when(erasing(null)).then([ERASED]);
  });

  it('is refused when the password was changed since it was found right', () => {
    given(account, [REGISTERED, CHANGED]).when(erasing(1)).thenRefused('passwordRefused');
  });

  it('is refused where there is no account', () => {
    for (const past of [[], [ABANDONED]])
      given(account, past).when(erasing(null)).thenRefused('accountNotFound');
  });

  it('asked twice has nothing new to say', () => {
    for (const version of [1, null]) given(account, [REGISTERED, ERASED]).when(erasing(version)).then([]);
  });

  it('leaves nothing that anybody could get into, change or take over', () => {
    const erased = [REGISTERED, ERASED];
    given(account, erased).thenState({ status: 'erased' });
    given(account, [...erased, CHANGED]).thenState({ status: 'erased' });
    given(account, erased).when(registering).thenRefused('abandoned');
    given(account, erased).when(abandon).thenRefused('registered');
    given(account, erased)
      .when((state) => changePassword(state, { passwordVersion: 1, sealedPasswordHash: 'v1.new-hash' }))
      .thenRefused('passwordRefused');
    given(account, erased)
      .when((state) => signInFromNewNetwork(state, { sealedAddress: 'v1.sealed-address' }))
      .then([]);
  });

  it('leaves a history, as only an account has that was there', () => {
    const states: readonly (readonly [AccountState, boolean])[] = [
      [{ status: 'absent' }, false],
      [{ status: 'abandoned' }, false],
      [{ status: 'registered', ...FACTS, passwordVersion: 1, passwordReset: null }, true],
      [{ status: 'erased' }, true],
    ];
    for (const [state, expected] of states) expect(hasHistory(state)).toBe(expected);
  });
});

describe('Signing in from a new network', () => {
  const ADDRESS = { sealedAddress: 'v1.sealed-address' };
  const SIGNED_IN: AccountEvent = { type: 'AccountSignedInFromNewNetwork', data: ADDRESS };

  it('is put on record, and changes nothing', () => {
    given(account, [REGISTERED])
      .when((state) => signInFromNewNetwork(state, ADDRESS))
      .then([SIGNED_IN]);
    given(account, [REGISTERED, SIGNED_IN]).thenState({
      ...FACTS,
      status: 'registered',
      passwordVersion: 1,
      passwordReset: null,
    });
  });

  it('is nothing where there is no account', () => {
    for (const past of [[], [ABANDONED]])
      given(account, past)
        .when((state) => signInFromNewNetwork(state, ADDRESS))
        .then([]);
  });
});

describe('Ending the sessions of an account', () => {
  const ENDED: AccountEvent = { type: 'AccountSessionsEnded', data: {} };

  it('is put on record each time, and changes nothing else', () => {
    for (const past of [[REGISTERED], [REGISTERED, ENDED]])
      given(account, past).when(endSessions).then([ENDED]);
    given(account, [REGISTERED, ENDED]).thenState({
      ...FACTS,
      status: 'registered',
      passwordVersion: 1,
      passwordReset: null,
    });
  });

  it('is refused where there is no account', () => {
    for (const past of [[], [ABANDONED], [REGISTERED, ERASED]])
      given(account, past).when(endSessions).thenRefused('accountNotFound');
  });
});

describe("What an account's events add up to", () => {
  it('is in the streams the storage knows', () => {
    expect([account, username, twoFactor].map(({ category }) => category)).toEqual([
      'account',
      'username',
      'twoFactor',
    ]);
  });

  it('is nothing, an account, or a registration given up', () => {
    given(account, []).thenState({ status: 'absent' });
    given(account, [REGISTERED]).thenState({
      status: 'registered',
      ...FACTS,
      passwordVersion: 1,
      passwordReset: null,
    });
    given(account, [ABANDONED]).thenState({ status: 'abandoned' });
  });
});
