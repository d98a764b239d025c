import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ensureKey } from './ensure-key.js';
import type { MasterKeys } from './master-keys.js';
import type { WrappedKeys } from './wrapped-keys.js';

const OWNER = 'service/notary';

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8: RFC 8410 §7. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The Ed25519 key the notary signs with, the same for all replicas; made when it is asked for first; for the notary alone.
 * @throws {MasterKeyMissing} when the master key that wrapped it is not configured
 */
export async function openSigningKey(keys: WrappedKeys, master: MasterKeys): Promise<KeyObject> {
  return signingKey(await ensureKey(keys, master, OWNER));
}

/**
 * The same, for whoever only looks at it: a key made anew would stand for the one that signed.
 * @returns `undefined` when there is none
 * @throws {MasterKeyMissing} when the master key that wrapped it is not configured
 */
export async function keptSigningKey(keys: WrappedKeys, master: MasterKeys): Promise<KeyObject | undefined> {
  const kept = await keys.find(OWNER);
  return kept === undefined ? undefined : signingKey(master.unwrap(kept, OWNER));
}

function signingKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}
