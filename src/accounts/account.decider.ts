import { accepted, refused, unreachable, type Decider, type Decision } from '../event-store/decider.js';
import { accountEvents, type AccountEvent } from './account.events.js';

export type AccountState =
  | { readonly status: 'absent' }
  | { readonly status: 'abandoned' }
  | { readonly status: 'registered'; readonly sealedUsername: string; readonly sealedPasswordHash: string };

export const account: Decider<AccountState, typeof accountEvents> = {
  category: 'account',
  catalogue: accountEvents,
  stateVersion: 1,
  initial: { status: 'absent' },
  evolve: (_state, event) => {
    switch (event.type) {
      case 'AccountRegistered':
        return { status: 'registered', ...event.data };
      case 'RegistrationAbandoned':
        return { status: 'abandoned' };
      default:
        return unreachable(event);
    }
  },
};

export function register(
  state: AccountState,
  facts: { readonly sealedUsername: string; readonly sealedPasswordHash: string },
): Decision<AccountEvent, 'abandoned'> {
  if (state.status === 'absent') return accepted({ type: 'AccountRegistered', data: facts });
  return refused('abandoned');
}

/** Gives up a registration that never came to an end, so that its name is free again. */
export function abandon(state: AccountState): Decision<AccountEvent, 'registered'> {
  switch (state.status) {
    case 'absent':
      return accepted({ type: 'RegistrationAbandoned', data: {} });
    case 'abandoned':
      return accepted();
    case 'registered':
      return refused('registered');
    default:
      return unreachable(state);
  }
}
