import { connectEventStoreDb } from '../../src/event-store/eventstoredb-connection.js';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb-event-store.js';
import { describeEventStore } from '../support/event-store.contract.js';
import { EventStoreDbServer } from '../support/eventstoredb/eventstoredb-server.js';
import { CATEGORIES } from '../support/new-events.js';

/** A server that is there already, see `npm run test:eventstoredb`; without one, one for each test. */
const REAL = process.env['TEST_EVENT_STORE_URL'];

describeEventStore(`The event log in ${REAL ? 'this EventStoreDB' : 'EventStoreDB'}`, async () => {
  const server = REAL ? undefined : await EventStoreDbServer.start();
  const { client, credentials } = connectEventStoreDb(REAL ?? server!.connectionString);
  const store = new EventStoreDbEventStore(client, {
    streams: [CATEGORIES],
    timeLimit: 3_000,
    maxInFlight: 256,
    credentials,
  });
  return {
    store,
    close: async () => {
      await store.close();
      await server?.close();
    },
  };
});
