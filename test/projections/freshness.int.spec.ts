import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { LOG_START, NO_STREAM } from '../../src/event-store/event-store.js';
import { Freshness, ReadModelBehind } from '../../src/projections/freshness.js';
import { accountId, record, registered } from '../support/account-history.js';
import { newEvents, newStream } from '../support/new-events.js';
import { dump, run, type Running } from './running.js';
import { LOGS, openStores, type Stores } from './stores.js';

describe.each(LOGS)('A query over a log in %s', (log) => {
  let stores: Stores;
  let freshness: Freshness;
  let running: Running | undefined;
  beforeEach(() => {
    stores = openStores(log);
    freshness = new Freshness(stores.events, stores.rows);
    running = undefined;
  });
  afterEach(async () => {
    await running?.stop();
    stores.close();
  });
  const advance = (from: number, to: number) =>
    stores.rows.commit(accountsProjection, { from, to, changes: [], parked: [] });

  it('sees everything that was in the log when it came, and says how new that is', async () => {
    running = run(stores.events, stores.rows, accountsProjection);
    for (let number = 0; number < 20; number++) {
      await record(stores.events, registered(accountId(number)));
      const head = await stores.events.head();
      expect(await freshness.upToNow(accountsProjection)).toBe(head);
      expect((await dump(stores.rows)).accounts).toHaveLength(number + 1);
    }
  });

  it('sees it also when the newest events are not for this projection', async () => {
    running = run(stores.events, stores.rows, accountsProjection);
    const { position } = await stores.events.append(newStream(), NO_STREAM, newEvents(2));
    expect(await freshness.upToNow(accountsProjection)).toBe(position);
  });

  it('does not wait for what was appended after it came', async () => {
    await stores.rows.reset(accountsProjection);
    await record(stores.events, registered(accountId(0)));
    const head = await stores.events.head();
    const answer = freshness.upToNow(accountsProjection);
    await stores.events.append(newStream(), NO_STREAM, newEvents(2));
    await advance(LOG_START, head);
    expect(await answer).toBe(head);
  });

  it('is told the position of rows that are newer than it asked for', async () => {
    await stores.rows.reset(accountsProjection);
    const { position } = await stores.events.append(newStream(), NO_STREAM, newEvents(1));
    await advance(LOG_START, position + 10);
    expect(await freshness.upToNow(accountsProjection)).toBe(position + 10);
  });
});

describe('A query whose read model stays behind the log', () => {
  it('is refused rather than answered with old rows', async () => {
    const stores = openStores('memory');
    const freshness = new Freshness(stores.events, stores.rows);
    await stores.events.append(newStream(), NO_STREAM, newEvents(1));
    await stores.rows.reset(accountsProjection);
    const neverBegun = { ...accountsProjection, name: 'never begun' };
    const answers = await Promise.allSettled(
      [accountsProjection, neverBegun].map((projection) => freshness.upToNow(projection)),
    );
    for (const [index, name] of ['accounts', 'never begun'].entries()) {
      const { reason } = answers[index] as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(ReadModelBehind);
      expect(reason).toMatchObject({
        code: 'READ_MODEL_BEHIND',
        message: `Projection ${name} is behind the log`,
      });
    }
    stores.close();
  });
});
