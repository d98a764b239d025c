import { abandon, account, register, type AccountState } from '../../src/accounts/account.decider.js';
import type { AccountEvent } from '../../src/accounts/account.events.js';
import { given } from '../support/given.js';

const FACTS = { sealedUsername: 'v1.sealed-ada', sealedPasswordHash: 'v1.sealed-hash' };
const REGISTERED: AccountEvent = { type: 'AccountRegistered', data: FACTS };
const ABANDONED: AccountEvent = { type: 'RegistrationAbandoned', data: {} };

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

describe("What an account's events add up to", () => {
  it('is nothing, an account, or a registration given up', () => {
    given(account, []).thenState({ status: 'absent' });
    given(account, [REGISTERED]).thenState({ status: 'registered', ...FACTS });
    given(account, [ABANDONED]).thenState({ status: 'abandoned' });
  });
});
