import { z } from 'zod';
import { accepted, refused, unreachable, type Decider, type Decision } from '../event-store/decider.js';
import { isRunning } from '../running-time.js';
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
    case 'erased':
      return refused('registered');
    default:
      return unreachable(state);
  }
}

/** Changes the password, unless it is not the one any more that was given and found right. */
export function changePassword(
  state: AccountState,
  facts: { readonly passwordVersion: number; readonly sealedPasswordHash: string },
): Decision<AccountEvent, 'passwordRefused'> {
  const isTheOneChecked = state.status === 'registered' && state.passwordVersion === facts.passwordVersion;
  if (!isTheOneChecked) return refused('passwordRefused');
  const { sealedPasswordHash } = facts;
  return accepted({ type: 'AccountPasswordChanged', data: { sealedPasswordHash } });
}

/** Lets who has a token choose a new password: each time with another token, and the one before is worth nothing. */
export function startPasswordReset(
  state: AccountState,
  facts: ResetUnderWay & { readonly sealedReason: string },
): Decision<AccountEvent, 'accountNotFound'> {
  if (state.status !== 'registered') return refused('accountNotFound');
  return accepted({ type: 'AccountPasswordResetStarted', data: facts });
}

/** Which reset of an account is under way: none any more once it took too long. @param ttlSeconds how long one lasts */
export function resetUnderWay(state: AccountState, now: Date, ttlSeconds: number): ResetUnderWay | undefined {
  const reset = state.status === 'registered' ? state.passwordReset : null;
  return reset && isRunning(new Date(reset.expiresAt), now, ttlSeconds) ? reset : undefined;
}

/** Puts a new password in the place of a forgotten one, if the reset is still under way whose token was found right. */
export function resetPassword(
  state: AccountState,
  facts: {
    readonly now: Date;
    readonly ttlSeconds: number;
    readonly sealedToken: string;
    readonly sealedPasswordHash: string;
  },
): Decision<AccountEvent, 'resetRefused'> {
  const { now, ttlSeconds, sealedToken, sealedPasswordHash } = facts;
  if (resetUnderWay(state, now, ttlSeconds)?.sealedToken !== sealedToken) return refused('resetRefused');
  return accepted({ type: 'AccountPasswordChanged', data: { sealedPasswordHash } });
}

/** Erases an account: for its owner who proved which password, or (`null`) for an administrator. Once is enough. */
export function erase(
  state: AccountState,
  facts: { readonly passwordVersion: number | null },
): Decision<AccountEvent, 'accountNotFound' | 'passwordRefused'> {
  if (state.status === 'erased') return accepted();
  if (state.status !== 'registered') return refused('accountNotFound');
  const { passwordVersion } = facts;
  if (passwordVersion !== null && passwordVersion !== state.passwordVersion)
    return refused('passwordRefused');
  return accepted({ type: 'AccountErased', data: {} });
}

/** Puts on record that an administrator ends the sessions of an account: each time, as each is an act. */
export function endSessions(state: AccountState): Decision<AccountEvent, 'accountNotFound'> {
  if (state.status !== 'registered') return refused('accountNotFound');
  return accepted({ type: 'AccountSessionsEnded', data: {} });
}

/** Whether there is such an account, or was until it was erased: its history is there to be read. */
export function hasHistory({ status }: AccountState): boolean {
  return status === 'registered' || status === 'erased';
}

/** Puts on record that somebody signed in from where they had not been. */
export function signInFromNewNetwork(
  state: AccountState,
  facts: { readonly sealedAddress: string },
): Decision<AccountEvent, never> {
  if (state.status !== 'registered') return accepted();
  return accepted({ type: 'AccountSignedInFromNewNetwork', data: facts });
}
