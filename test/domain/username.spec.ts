import type { UsernameEvent } from '../../src/accounts/account.events.js';
import { claim, username, type UsernameState } from '../../src/accounts/username.decider.js';
import { NOW } from '../support/facts.js';
import { given } from '../support/given.js';

const ADA_ID = '019ca963-1800-7000-8000-0000000000ad';
const OTHER_ID = '019ca963-1800-7000-8000-0000000000ce';
const EARLIER = new Date('2026-03-01T11:00:00.000Z');

const claimedBy = (accountId: string, at: Date): UsernameEvent => ({
  type: 'UsernameClaimed',
  data: { accountId, claimedAt: at.toISOString() },
});
const claiming =
  (accountId: string, holderIsGone = false) =>
  (state: UsernameState) =>
    claim(state, { accountId, now: NOW, holderIsGone });

describe('Claiming a username', () => {
  it('gives a free one to the account', () => {
    given(username, [])
      .when(claiming(ADA_ID))
      .then([claimedBy(ADA_ID, NOW)]);
  });

  it('is refused while another account has it', () => {
    given(username, [claimedBy(ADA_ID, EARLIER)])
      .when(claiming(OTHER_ID))
      .thenRefused('taken');
  });

  it('gives it anew when the account that had it was given up, or erased', () => {
    given(username, [claimedBy(ADA_ID, EARLIER)])
      .when(claiming(OTHER_ID, true))
      .then([claimedBy(OTHER_ID, NOW)]);
  });

  it('is decided on its last holder alone', () => {
    given(username, [claimedBy(ADA_ID, EARLIER), claimedBy(OTHER_ID, NOW)]).thenState({
      status: 'claimed',
      accountId: OTHER_ID,
      claimedAt: NOW.toISOString(),
    });
  });

  it('starts from a name that is free', () => {
    given(username, []).thenState({ status: 'free' });
  });
});
