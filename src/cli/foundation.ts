import { SystemClock } from '../clock.js';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { isCluster, type Config } from '../config/config.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import { MasterKeyMissing, type MasterKeys } from '../crypto/master-keys.js';
import { Vault } from '../crypto/vault.js';
import type { Foundation } from '../foundation.module.js';
import { StorageUnavailable, type Storage } from '../storage.js';
import { openStorageForService } from './storage.js';

/**
 * Opens what the service stands on.
 * @param tell says one line to the operator
 * @throws {CannotStart} with one line that says what is wrong and what to do
 */
export async function layFoundation(config: Config, tell: (line: string) => void): Promise<Foundation> {
  const storage = await openStorageForService(config, tell);
  try {
    const masterKeys = loadMasterKeys(config, await isNew(storage, config), tell);
    await checkMasterKey(masterKeys, storage, config);
    return { config, clock: new SystemClock(), masterKeys, storage };
  } catch (fault) {
    await storage.close();
    throw fault;
  }
}

/** Whether nothing was ever sealed here. A cluster is not asked: it may not answer yet, and needs a key of its own anyway. */
async function isNew({ wrappedKeys }: Storage, config: Config): Promise<boolean> {
  return !isCluster(config) && (await wrappedKeys.page('', 1)).length === 0;
}

/** Finds out at start, not at somebody's sign-in, that the data was made with another key. */
async function checkMasterKey(masterKeys: MasterKeys, storage: Storage, config: Config): Promise<void> {
  const where = isCluster(config) ? 'the database' : config.DATA_DIR;
  try {
    await new Vault(storage.wrappedKeys, masterKeys).check();
  } catch (fault) {
    // A server that does not answer yet: `/healthz` tells, also whether the key is the right one once it does.
    if (fault instanceof StorageUnavailable && isCluster(config)) return;
    if (!(fault instanceof MasterKeyMissing)) {
      const reason = reasonOf(fault instanceof StorageUnavailable ? fault.cause : fault);
      throw new CannotStart(`The keys in ${where} cannot be used: ${reason}.`, fault);
    }
    throw new CannotStart(
      `The data in ${where} was made with master key ${fault.keyId}, but the configured one is ${fault.configured.join(', ')}. Set MASTER_KEY or MASTER_KEY_FILE to the key it was made with.`,
      fault,
    );
  }
}
