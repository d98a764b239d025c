import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { LOG_START, NO_STREAM } from '../../src/event-store/event-store.js';
import { confirmed, disabled, started, STEP } from '../domain/two-factor.facts.js';
import { accountId, happensTo, record, registered } from '../support/account-history.js';
import { eventually } from '../support/eventually.js';
import { newEvents, newStream } from '../support/new-events.js';
import { caughtUp, dump, listenForErrors, noting, run, type Running } from './running.js';
import { LOGS, openStores, type Stores } from './stores.js';

const [ADA, BOB] = [accountId(0), accountId(1)];

describe.each(LOGS)('A projection over a log in %s', (log) => {
  let stores: Stores;
  let running: Running | undefined;
  let errors: readonly string[];
  beforeEach(() => {
    errors = listenForErrors();
    stores = openStores(log);
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    stores.close();
  });
  const restart = async (projection = accountsProjection) => {
    await running?.stop();
    stores.reopen();
    running = run(stores.events, stores.rows, projection);
  };
  const positions = async () => {
    const { events } = await stores.events.readAll({
      after: LOG_START,
      streams: accountsProjection.streams,
      limit: 10_000,
    });
    return events.map(({ position }) => position);
  };

  it('has what was in the log before it began, and what comes', async () => {
    await record(stores.events, registered(ADA));
    running = run(stores.events, stores.rows, accountsProjection);
    await caughtUp(stores.events, stores.rows);
    expect((await dump(stores.rows)).accounts).toMatchObject([{ id: ADA, two_factor: 'off' }]);

    await record(stores.events, [happensTo(ADA, started()), happensTo(ADA, confirmed(STEP))]);
    await record(stores.events, registered(BOB));
    await caughtUp(stores.events, stores.rows);
    expect((await dump(stores.rows)).accounts).toMatchObject([
      { id: ADA, two_factor: 'on' },
      { id: BOB, two_factor: 'off' },
    ]);
  });

  it('comes as far as the log, also when what is newest is not for it', async () => {
    running = run(stores.events, stores.rows, accountsProjection);
    await record(stores.events, registered(ADA));
    await stores.events.append(newStream(), NO_STREAM, newEvents(3));
    await caughtUp(stores.events, stores.rows);
    expect(await stores.rows.parked(accountsProjection)).toStrictEqual([]);
  });

  it('goes on after a restart from where it was, and is given no event twice', async () => {
    const given: number[] = [];
    running = run(stores.events, stores.rows, noting(given));
    await record(stores.events, [...registered(ADA), happensTo(ADA, started())]);
    await caughtUp(stores.events, stores.rows);
    await running.stop();
    await record(stores.events, [happensTo(ADA, confirmed(STEP)), ...registered(BOB)]);

    await restart(noting(given));
    await caughtUp(stores.events, stores.rows);
    await restart(noting(given));
    await record(stores.events, [happensTo(ADA, disabled(STEP + 1))]);
    await caughtUp(stores.events, stores.rows);
    expect(given).toStrictEqual(await positions());
    expect((await dump(stores.rows)).accounts).toMatchObject([
      { id: ADA, two_factor: 'off' },
      { id: BOB, two_factor: 'off' },
    ]);
  });

  it('is made anew at start when its version was raised', async () => {
    await record(stores.events, registered(ADA));
    await restart();
    await caughtUp(stores.events, stores.rows);

    const given: number[] = [];
    const { table, version } = accountsProjection;
    const columns = { ...table.columns, note: 'text' } as const;
    const raised = { ...noting(given), version: version + 1, table: { ...table, columns } };
    await restart(raised);
    await caughtUp(stores.events, stores.rows, raised);
    expect(given).toStrictEqual(await positions());
    expect((await dump(stores.rows)).accounts).toMatchObject([{ id: ADA, two_factor: 'off', note: null }]);
  });

  it('does not hold up another one, nor is held up by it', async () => {
    const other = {
      ...accountsProjection,
      name: 'names',
      streams: ['username-'],
      table: { ...accountsProjection.table, name: 'names' },
      apply: () => {
        throw new Error('it never understands anything');
      },
    };
    running = run(stores.events, stores.rows, other, accountsProjection);
    await record(stores.events, [...registered(ADA), happensTo(ADA, started())]);
    await caughtUp(stores.events, stores.rows, other);
    await caughtUp(stores.events, stores.rows);
    expect(await stores.rows.parked(other)).toHaveLength(1);
    expect(await stores.rows.parked(accountsProjection)).toStrictEqual([]);
    expect(errors).toHaveLength(1);
  });

  it('stops when it is told to: what comes then waits for the next start', async () => {
    const given: number[] = [];
    running = run(stores.events, stores.rows, noting(given));
    await record(stores.events, registered(ADA));
    await eventually(() => {
      expect(given).toHaveLength(2);
    });
    await running.stop();
    const before = await stores.rows.checkpoint(accountsProjection);
    await record(stores.events, registered(BOB));
    await new Promise(setImmediate);
    expect(given).toHaveLength(2);
    expect(await stores.rows.checkpoint(accountsProjection)).toBe(before);
  });
});
