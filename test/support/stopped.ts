import { openEmbeddedStorage } from '../../src/sqlite/embedded-storage.js';
import type { Storage } from '../../src/storage.js';
import type { Service } from './service.js';

/** Works on what a service kept, while it is stopped, and starts it again. */
export async function whileStopped(
  service: Service,
  work: (storage: Storage) => void | Promise<void>,
): Promise<void> {
  await service.stop();
  const storage = openEmbeddedStorage(service.folder);
  await work(storage);
  await storage.close();
  await service.startAgain();
}
