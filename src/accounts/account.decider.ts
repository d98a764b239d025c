import { accepted, refused, unreachable, type Decision } from '../event-store/decider.js';
import { isRunning } from '../running-time.js';
import type { AccountEvent } from './account.events.js';
import type { AccountState, ResetUnderWay } from './account.state.js';

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

/** What a reset is judged by. */
export interface ResetCircumstances {
  readonly now: Date;
  /** How long one lasts. */
  readonly ttlSeconds: number;
  /** When the loss of the log's end was last accepted: what was begun before may have been used in what was lost. */
  readonly restoredAt: Date | null;
}

/** Which reset of an account is under way: none any more once it took too long. */
export function resetUnderWay(
  state: AccountState,
  { now, ttlSeconds, restoredAt }: ResetCircumstances,
): ResetUnderWay | undefined {
  const reset = state.status === 'registered' ? state.passwordReset : null;
  if (!reset || !isRunning(new Date(reset.expiresAt), now, ttlSeconds)) return undefined;
  const begunAt = new Date(Date.parse(reset.expiresAt) - ttlSeconds * 1_000);
  return restoredAt && begunAt <= restoredAt ? undefined : reset;
}

/** Puts a new password in the place of a forgotten one, if the reset is still under way whose token was found right. */
export function resetPassword(
  state: AccountState,
  facts: ResetCircumstances & { readonly sealedToken: string; readonly sealedPasswordHash: string },
): Decision<AccountEvent, 'resetRefused'> {
  const { sealedToken, sealedPasswordHash } = facts;
  if (resetUnderWay(state, facts)?.sealedToken !== sealedToken) return refused('resetRefused');
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
