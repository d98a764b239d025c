import { SystemClock } from '../clock.js';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { isCluster, type Config } from '../config/config.js';
import { configuredMasterKeys, loadMasterKeys, makeDevelopmentKey } from '../config/master-key-source.js';
import type { MasterKeys } from '../crypto/master-keys.js';
import { ARGON2ID_COST } from '../crypto/password-hashes.js';
import { masterKeyUses } from '../crypto/rotation.js';
import { Vault } from '../crypto/vault.js';
import { isEmpty } from '../event-store/event-store.js';
import { LogGuard } from '../event-store/log-guard.js';
import { LogKey } from '../event-store/log-key.js';
import type { Foundation } from '../foundation.module.js';
import { chooseNotifier } from '../notifications/choose-notifier.js';
import { isUnavailable, StorageUnavailable, type Storage } from '../storage.js';
import { lostKey } from './keys.js';
import { openStorageForService } from './storage.js';
import { placeOf, whatIsWrong } from './what-is-wrong.js';

type Tell = (line: string) => void;

/**
 * Opens what the service stands on.
 * @param tell says one line to the operator
 * @throws {CannotStart} with one line that says what is wrong and what to do
 */
export async function layFoundation(config: Config, tell: Tell): Promise<Foundation> {
  chooseNotifier(config);
  // What is refused leaves nothing behind.
  const configured = configuredMasterKeys(config);
  const storage = await openStorageForService(config, tell);
  try {
    if (!configured && (await isNew(storage))) makeDevelopmentKey(config, tell);
    const masterKeys = configured ?? loadMasterKeys(config);
    await check(masterKeys, storage, config, tell);
    return { config, clock: new SystemClock(), masterKeys, storage, hashCost: ARGON2ID_COST };
  } catch (fault) {
    await storage.close();
    throw fault;
  }
}

/** Whether nothing was ever sealed here. */
async function isNew({ wrappedKeys }: Storage): Promise<boolean> {
  return (await wrappedKeys.page('', 1)).length === 0;
}

/** Finds out at start, not at somebody's sign-in, that keys and log are not what they were. */
async function check(masterKeys: MasterKeys, storage: Storage, config: Config, tell: Tell): Promise<void> {
  const { eventStore, wrappedKeys, outbox } = storage;
  try {
    await new Vault(wrappedKeys, masterKeys, () => isEmpty(eventStore)).check();
    for (const use of await masterKeyUses(wrappedKeys, masterKeys))
      if (use.state === 'missing') tell(`ALARM: ${lostKey(use)}`);
    await new LogGuard(eventStore, outbox).look();
    await new LogKey(wrappedKeys, masterKeys, eventStore).macs();
  } catch (fault) {
    // A server that does not answer yet: `/healthz` tells, also whether all is right once it does.
    if (isUnavailable(fault) && isCluster(config)) return;
    throw new CannotStart(whatIsWrong(fault, config) ?? keysCannotBeUsed(fault, config), fault);
  }
}

function keysCannotBeUsed(fault: unknown, config: Config): string {
  return `The keys in ${placeOf(config)} cannot be used: ${reasonOf(fault instanceof StorageUnavailable ? fault.cause : fault)}.`;
}
