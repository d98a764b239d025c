import { rmSync } from 'node:fs';
import { openEmbeddedStorage } from '../../src/sqlite/embedded-storage.js';
import { temporaryFolder } from '../support/service.js';
import { describeTimeTravel } from '../support/time-travel.contract.js';
import { closeAll, connect, newServer } from './eventstoredb-connected.js';

describeTimeTravel('The past, in EventStoreDB', async () => {
  const folder = temporaryFolder();
  const embedded = openEmbeddedStorage(folder);
  const server = await newServer();
  const eventStore = connect(server.connectionString, { streams: ['account-', 'twoFactor-'] });
  const close = async () => {
    await closeAll();
    await embedded.close();
    rmSync(folder, { recursive: true });
  };
  return { stores: { ...embedded, eventStore }, close };
});
