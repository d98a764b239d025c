import { createPublicKey, type KeyObject } from 'node:crypto';
import { CannotStart } from '../config/cannot-start.js';
import type { Config } from '../config/config.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import { keptSigningKey } from '../crypto/signing-key.js';
import type { Storage } from '../storage.js';

/**
 * The public key of the notary, as it is kept; `undefined` before it signed anything.
 * @throws {CannotStart} when it signed, and its key is gone
 */
export async function notaryPublicKey(
  config: Config,
  { evidence, wrappedKeys }: Pick<Storage, 'evidence' | 'wrappedKeys'>,
): Promise<KeyObject | undefined> {
  const key = await keptSigningKey(wrappedKeys, loadMasterKeys(config));
  if (key) return createPublicKey(key);
  if (!(await evidence.latestHead())) return undefined;
  throw new CannotStart(
    'The keys are not those of the log: the notary signed it, and its key is gone. Put the keys back from a backup.',
  );
}
