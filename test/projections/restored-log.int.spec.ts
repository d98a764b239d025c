import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { accountId, record, registered } from '../support/account-history.js';
import { caughtUp, dump, listenForErrors, run, type Running } from './running.js';
import { openStores, type Stores } from './stores.js';

describe('A projection that has seen more than the log holds, as after a backup of the log was put back', () => {
  let stores: Stores;
  let running: Running;
  beforeEach(() => {
    listenForErrors();
    stores = openStores('memory');
  });
  afterEach(async () => {
    await running.stop();
    stores.close();
  });

  it('is made anew, and holds what the log says', async () => {
    await record(stores.events, [...registered(accountId(1)), ...registered(accountId(2))]);
    running = run(stores.events, stores.rows, accountsProjection);
    await caughtUp(stores.events, stores.rows);
    await running.stop();

    const restored = new MemoryEventStore();
    await record(restored, registered(accountId(1)));
    running = run(restored, stores.rows, accountsProjection);
    await caughtUp(restored, stores.rows);
    expect((await dump(stores.rows)).accounts).toMatchObject([{ id: accountId(1) }]);
  });
});
