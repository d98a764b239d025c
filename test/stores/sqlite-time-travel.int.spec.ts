import { rmSync } from 'node:fs';
import { openEmbeddedStorage } from '../../src/sqlite/embedded-storage.js';
import { temporaryFolder } from '../support/service.js';
import { describeTimeTravel } from '../support/time-travel.contract.js';

describeTimeTravel('The past, in SQLite', async () => {
  const folder = temporaryFolder();
  const stores = openEmbeddedStorage(folder);
  const close = async () => {
    await stores.close();
    rmSync(folder, { recursive: true });
  };
  return { stores, close };
});
