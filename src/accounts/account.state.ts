import { z } from 'zod';
import { unreachable, type Decider } from '../event-store/decider.js';
import { accountEvents, type AccountEvent } from './account.events.js';

/** Lets who has its token choose a password. */
export interface ResetUnderWay {
  /** The hash of the token, sealed: nobody can put another one in its place who only has the log. */
  readonly sealedToken: string;
  readonly expiresAt: string;
}

export type AccountState =
  | { readonly status: 'absent' }
  | { readonly status: 'abandoned' }
  | { readonly status: 'erased' }
  | {
      readonly status: 'registered';
      readonly sealedUsername: string;
      readonly sealedPasswordHash: string;
      /** Which password of the account this is, from 1: what an older one earned is good for nothing. */
      readonly passwordVersion: number;
      /** The one that was begun last, while the password is the one it is to replace. */
      readonly passwordReset: ResetUnderWay | null;
    };

export const account: Decider<AccountState, typeof accountEvents> = {
  category: 'account',
  catalogue: accountEvents,
  stateVersion: 4,
  initial: { status: 'absent' },
  evolve: (state, event) => {
    switch (event.type) {
      case 'AccountRegistered':
        return { status: 'registered', ...event.data, passwordVersion: 1, passwordReset: null };
      case 'RegistrationAbandoned':
        return { status: 'abandoned' };
      case 'AccountPasswordChanged':
        return state.status === 'registered'
          ? { ...state, ...event.data, passwordVersion: state.passwordVersion + 1, passwordReset: null }
          : state;
      case 'AccountPasswordResetStarted': {
        const { sealedToken, expiresAt } = event.data;
        return state.status === 'registered'
          ? { ...state, passwordReset: { sealedToken, expiresAt } }
          : state;
      }
      case 'AccountSignedInFromNewNetwork':
      case 'AccountSessionsEnded':
        return state;
      case 'AccountErased':
        return { status: 'erased' };
      default:
        return unreachable(event);
    }
  },
  stateSchema: z.discriminatedUnion('status', [
    z.strictObject({ status: z.enum(['absent', 'abandoned', 'erased']) }),
    z.strictObject({
      status: z.literal('registered'),
      sealedUsername: z.string(),
      sealedPasswordHash: z.string(),
      passwordVersion: z.int().positive(),
      passwordReset: z.strictObject({ sealedToken: z.string(), expiresAt: z.iso.datetime() }).nullable(),
    }),
  ]),
  testimony: (state, event) => {
    if (!isBorneOut(state, event)) return 'contradicts';
    return SAYS_LITTLE.has(event.type) ? 'leavesOpen' : 'confirms';
  },
};

/** These say nothing of the password an account has, so the events before them are asked. */
const SAYS_LITTLE: ReadonlySet<AccountEvent['type']> = new Set([
  'AccountPasswordResetStarted',
  'AccountSignedInFromNewNetwork',
  'AccountSessionsEnded',
]);

function isBorneOut(state: AccountState, { type, data }: AccountEvent): boolean {
  switch (type) {
    case 'AccountRegistered':
      return hasNewPassword(state, data) && state.passwordVersion === 1;
    case 'AccountPasswordChanged':
      return hasNewPassword(state, data) && state.passwordVersion > 1;
    case 'AccountPasswordResetStarted':
      return state.status === 'registered' && isSameReset(state.passwordReset, data);
    case 'AccountSignedInFromNewNetwork':
    case 'AccountSessionsEnded':
      return state.status === 'registered';
    case 'RegistrationAbandoned':
      return state.status === 'abandoned';
    case 'AccountErased':
      return state.status === 'erased';
    default:
      return unreachable(type);
  }
}

/** Whether the password is that one, and nothing is under way to replace it. */
function hasNewPassword(
  state: AccountState,
  { sealedPasswordHash }: { readonly sealedPasswordHash: string },
): state is Extract<AccountState, { status: 'registered' }> {
  return (
    state.status === 'registered' &&
    state.sealedPasswordHash === sealedPasswordHash &&
    state.passwordReset === null
  );
}

function isSameReset(reset: ResetUnderWay | null, { sealedToken, expiresAt }: ResetUnderWay): boolean {
  return reset?.sealedToken === sealedToken && reset.expiresAt === expiresAt;
}
