import type { Client } from '../access/client.js';
import type { Vault } from '../crypto/vault.js';
import type { Session } from './sessions.js';

/** What a session keeps of where it was begun. */
export type SessionClient = Pick<Client, 'address' | 'userAgent'>;

/** Seals it, so that nobody but the account's owner can look where they were. */
export function sealClient(
  vault: Vault,
  accountId: string,
  sessionId: string,
  { address, userAgent }: Client,
): Promise<string> {
  return vault.seal(accountId, `session-client/${sessionId}`, JSON.stringify({ address, userAgent }));
}

/** Opens it; `null` for a session that keeps nothing. */
export async function openClient(
  vault: Vault,
  { accountId, id, sealedClient }: Session,
): Promise<SessionClient | null> {
  if (sealedClient === null) return null;
  return JSON.parse(await vault.open(accountId, `session-client/${id}`, sealedClient)) as SessionClient;
}
