import { closeAll, connect, newServer } from '../stores/eventstoredb-connected.js';
import { describeAccountExport } from './account-export.contract.js';
import { Installation } from './installation.js';

describeAccountExport('An export of an account, from EventStoreDB', async () => {
  const server = await newServer();
  const streams = ['account-', 'twoFactor-', 'username-'];
  const installation = new Installation({}, connect(server.connectionString, { streams }));
  const close = async () => {
    await closeAll();
    await installation[Symbol.asyncDispose]();
  };
  return { installation, close };
});
