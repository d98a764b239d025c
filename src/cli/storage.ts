import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../config/cannot-start.js';
import { isCluster, type Config } from '../config/config.js';
import { configFromEnvironment } from '../config/environment.js';
import { lockDataFolder, prepareDataFolder } from '../sqlite/data-folder.js';
import { openEmbeddedStorage } from '../sqlite/embedded-storage.js';
import type { Storage } from '../storage.js';
import { inOneLine } from './what-is-wrong.js';

type Tell = (line: string) => void;

/**
 * Opens what is kept, wherever the configuration says it is, beside a service that may be running.
 * @param tell says one line to the operator
 * @throws {CannotStart} with one line that says what is wrong and what to do
 */
export async function openStorage(config: Config, tell: Tell): Promise<Storage> {
  if (isCluster(config)) {
    // The clients of its servers take a while to load: not for who has none of them.
    const { openClusterStorage } = await import('../cluster/cluster-storage.js');
    return openClusterStorage(clusterUrls(config), tell);
  }
  prepareDataFolder(config.DATA_DIR);
  return openEmbeddedStorage(config.DATA_DIR);
}

/**
 * Does a command's work on what is kept, beside a service that may be running, and closes it whatever comes of it.
 * @throws {CannotStart} also when there is no log yet, or keys and log are not what they were
 */
export async function withStorage<T>(work: (config: Config, storage: Storage) => Promise<T>): Promise<T> {
  const config = configFromEnvironment();
  if (!isCluster(config)) mustHaveLog(config.DATA_DIR);
  const storage = await openStorage(config, console.error);
  try {
    return await work(config, storage);
  } catch (fault) {
    throw inOneLine(fault, config);
  } finally {
    await storage.close();
  }
}

/**
 * Opens what is kept for the service itself: a data folder serves one process at a time.
 * @throws {CannotStart} with one line that says what is wrong and what to do
 */
export async function openStorageForService(config: Config, tell: Tell): Promise<Storage> {
  return isCluster(config) ? openStorage(config, tell) : takeDataFolder(config.DATA_DIR);
}

/**
 * Opens a data folder for this process alone.
 * @throws {CannotStart} also when a service runs on it
 */
export function takeDataFolder(folder: string): Storage {
  prepareDataFolder(folder);
  const unlock = lockDataFolder(folder);
  if (!unlock) {
    throw new CannotStart(
      `Another Countersign already runs on the data folder ${folder}. Stop it first, or set DATA_DIR to another folder.`,
    );
  }
  try {
    const storage = openEmbeddedStorage(folder);
    const close = async () => {
      await storage.close();
      unlock();
    };
    return { ...storage, close };
  } catch (fault) {
    unlock();
    throw fault;
  }
}

export function clusterUrls({ EVENT_STORE_URL, DATABASE_URL }: Config) {
  if (EVENT_STORE_URL !== undefined && DATABASE_URL !== undefined) {
    return { eventStore: EVENT_STORE_URL, database: DATABASE_URL };
  }
  const missing = EVENT_STORE_URL === undefined ? 'EVENT_STORE_URL' : 'DATABASE_URL';
  throw new CannotStart(`A cluster needs both EVENT_STORE_URL and DATABASE_URL: ${missing} is not set.`);
}

/** @throws {CannotStart} when a folder has no event log; none is made */
export function mustHaveLog(folder: string): void {
  if (existsSync(join(folder, 'events.db'))) return;
  throw new CannotStart(`There is no event log in ${folder}. Set DATA_DIR to the folder that has one.`);
}
