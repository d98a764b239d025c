import { SystemClock } from '../clock.js';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import type { Config } from '../config/config.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import { MasterKeyMissing, type MasterKeys } from '../crypto/master-keys.js';
import { Vault } from '../crypto/vault.js';
import type { Foundation } from '../foundation.module.js';
import { lockDataFolder, prepareDataFolder } from '../sqlite/data-folder.js';
import { openEmbeddedStorage } from '../sqlite/embedded-storage.js';
import { StorageUnavailable, type Storage } from '../storage.js';

/**
 * Opens what the service stands on, taking the data folder for this process alone.
 * @param tell says one line to the operator
 * @throws {CannotStart} with one line that says what is wrong and what to do
 */
export async function layFoundation(config: Config, tell: (line: string) => void): Promise<Foundation> {
  prepareDataFolder(config.DATA_DIR);
  const unlock = lockDataFolder(config.DATA_DIR);
  if (!unlock) {
    throw new CannotStart(
      `Another Countersign already runs on the data folder ${config.DATA_DIR}. Stop it first, or set DATA_DIR to another folder.`,
    );
  }
  try {
    const masterKeys = loadMasterKeys(config, tell);
    const storage = openEmbeddedStorage(config.DATA_DIR);
    await checkMasterKey(masterKeys, storage, config.DATA_DIR);
    const close = () => {
      storage.close();
      unlock();
    };
    return { config, clock: new SystemClock(), masterKeys, storage: { ...storage, close } };
  } catch (fault) {
    unlock();
    throw fault;
  }
}

/** Finds out at start, not at somebody's sign-in, that the data was made with another key. */
async function checkMasterKey(masterKeys: MasterKeys, storage: Storage, folder: string): Promise<void> {
  try {
    await new Vault(storage.wrappedKeys, masterKeys).blindIndex('');
  } catch (fault) {
    storage.close();
    if (!(fault instanceof MasterKeyMissing)) {
      const reason = reasonOf(fault instanceof StorageUnavailable ? fault.cause : fault);
      throw new CannotStart(`The keys in ${folder} cannot be used: ${reason}.`, fault);
    }
    throw new CannotStart(
      `The data in ${folder} was made with master key ${fault.keyId}, but the configured one is ${fault.configured.join(', ')}. Set MASTER_KEY or MASTER_KEY_FILE to the key it was made with.`,
      fault,
    );
  }
}
