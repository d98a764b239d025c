import { z } from 'zod';
import { accepted, refused, type Decider, type Decision } from '../event-store/decider.js';
import { usernameEvents, type UsernameEvent } from './account.events.js';

export type UsernameState =
  | { readonly status: 'free' }
  | { readonly status: 'claimed'; readonly accountId: string; readonly claimedAt: string };

export const username: Decider<UsernameState, typeof usernameEvents> = {
  category: 'username',
  catalogue: usernameEvents,
  stateVersion: 1,
  initial: { status: 'free' },
  evolve: (_state, event) => ({ status: 'claimed', ...event.data }),
  stateSchema: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('free') }),
    z.strictObject({ status: z.literal('claimed'), accountId: z.uuid(), claimedAt: z.iso.datetime() }),
  ]),
  testimony: (state, { data }) =>
    state.status === 'claimed' && state.accountId === data.accountId && state.claimedAt === data.claimedAt
      ? 'confirms'
      : 'contradicts',
};

/** Gives a name to an account, unless another one has it. */
export function claim(
  state: UsernameState,
  facts: {
    readonly accountId: string;
    readonly now: Date;
    /** Whether the account that has the name was given up before it was made, or was erased. */
    readonly holderIsGone: boolean;
  },
): Decision<UsernameEvent, 'taken'> {
  if (state.status === 'claimed' && !facts.holderIsGone) return refused('taken');
  const { accountId, now } = facts;
  return accepted({ type: 'UsernameClaimed', data: { accountId, claimedAt: now.toISOString() } });
}
