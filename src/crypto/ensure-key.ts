import { newKey, type MasterKeys } from './master-keys.js';
import type { WrappedKeys } from './wrapped-keys.js';

/**
 * The key of an owner, made when there is none. Of many who ask at once all get the same.
 * @returns 32 bytes
 * @throws {MasterKeyMissing} when the master key that wrapped it is not configured
 */
export async function ensureKey(keys: WrappedKeys, master: MasterKeys, owner: string): Promise<Buffer> {
  const kept = (await keys.find(owner)) ?? (await keys.keep(owner, master.wrap(newKey(), owner)));
  return master.unwrap(kept, owner);
}
