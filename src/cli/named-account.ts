import { hasHistory } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import { isAccountId } from '../accounts/account-id.js';
import { username as name } from '../accounts/username.decider.js';
import { canonicalUsername, checkUsername } from '../accounts/username.policy.js';
import { CannotStart } from '../config/cannot-start.js';
import type { LogReading } from './log-reading.js';

export interface NamedAccount {
  readonly accountId: string;
  /** `null` when the account was erased. */
  readonly username: string | null;
}

/** What an account is called where people read it. */
export function nameOf({ accountId, username }: NamedAccount): string {
  return username === null ? `the erased account ${accountId}` : `${username} (account ${accountId})`;
}

/**
 * The account an operator means, by id or username, as the log has it; who was erased has no username any more.
 * @throws {CannotStart} when there is none
 */
export async function namedAccount(word: string, reading: LogReading): Promise<NamedAccount> {
  const byId = isAccountId(word) ? await found(word, reading) : undefined;
  if (byId) return byId;
  const idOfName = await idOf(word, reading);
  const byName = idOfName === undefined ? undefined : await found(idOfName, reading);
  // The name of who was erased leads nowhere, also while nobody else has it.
  if (byName && byName.username !== null) return byName;
  throw new CannotStart(`There is no account with the id or username ${JSON.stringify(word)}.`);
}

async function found(accountId: string, { decisions, vault }: LogReading): Promise<NamedAccount | undefined> {
  const { state } = await decisions.load(account, accountId);
  if (!hasHistory(state)) return undefined;
  const username =
    state.status === 'registered' ? await vault.open(accountId, 'username', state.sealedUsername) : null;
  return { accountId, username };
}

async function idOf(word: string, { decisions, vault }: LogReading): Promise<string | undefined> {
  const checked = checkUsername(word);
  if ('problem' in checked) return undefined;
  const { state } = await decisions.load(name, await vault.blindIndex(canonicalUsername(checked.username)));
  return state.status === 'claimed' ? state.accountId : undefined;
}
