import type { ChildProcess } from 'node:child_process';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { LOG_START } from '../../src/event-store/event-store.js';
import { PostgresDatabase } from '../../src/postgres/postgres-database.js';
import { PostgresProjectionStore } from '../../src/projections/postgres-projection-store.js';
import type { Lease } from '../../src/projections/projection-store.js';
import { eventually } from '../support/eventually.js';
import { query, startPostgres, type TestPostgres } from '../support/postgres.js';
import { lineTo } from './postgres-line.js';
import { killProcesses, processWith } from './postgres-process.js';

let postgres: TestPostgres;
let url: string;
const opened: PostgresDatabase[] = [];
const leases: Lease[] = [];
beforeAll(async () => {
  postgres = await startPostgres();
});
beforeEach(async () => {
  url = await postgres.newDatabase();
});
afterEach(async () => {
  killProcesses();
  await Promise.all(leases.splice(0).map((lease) => lease.release()));
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(() => postgres.remove());

const forever = new AbortController().signal;

/** The projections of a replica. */
async function replica(at = url): Promise<PostgresProjectionStore> {
  const database = new PostgresDatabase(at);
  opened.push(database);
  await database.start(forever, () => undefined);
  return new PostgresProjectionStore(database);
}

async function acquire(store: PostgresProjectionStore, projection = accountsProjection, signal = forever) {
  const lease = await store.acquire(projection, signal);
  leases.push(lease);
  return lease;
}

/** Somebody who waits for the lease, and whether it was granted. */
function wait(store: PostgresProjectionStore, signal = forever) {
  const waiting = { granted: false, lease: acquire(store, accountsProjection, signal) };
  waiting.lease.then(
    () => (waiting.granted = true),
    () => undefined,
  );
  return waiting;
}

const PROJECTION_SESSIONS =
  "SELECT pid FROM pg_stat_activity WHERE application_name = 'countersign projection accounts'";

/** Waits until so many who wait have asked for the lease again, in vain. */
async function haveAskedAgain(count = 1): Promise<void> {
  const [since] = await query<{ now: Date }>(url, 'SELECT now()');
  const asked = `${PROJECTION_SESSIONS} AND query LIKE '%try_advisory_lock%' AND query_start > $1 AND state = 'idle'`;
  await eventually(async () => expect(await query(url, asked, [since!.now])).toHaveLength(count));
}

/** Another process that holds the lease, and says when it lost it. */
function holderProcess(): Promise<ChildProcess> {
  return processWith(
    url,
    `const lease = await acquirePostgresLease(database, 'accounts', new AbortController().signal);
    lease.lost.addEventListener('abort', () => say('lost'));
    say('ready');`,
  );
}

describe('The right to apply a projection', () => {
  it('is one replica’s at a time, and the next one’s when it is given back', async () => {
    const first = await acquire(await replica());
    const second = wait(await replica());
    await haveAskedAgain();
    expect([second.granted, first.lost.aborted]).toStrictEqual([false, false]);
    await first.release();
    expect((await second.lease).lost.aborted).toBe(false);
  });

  it('is the same replica’s again once it gave it back', async () => {
    const store = await replica();
    for (const lease of [await acquire(store)]) await lease.release();
    expect((await acquire(store)).lost.aborted).toBe(false);
  });

  it('is had for each projection by itself, and in each database by itself', async () => {
    const store = await replica();
    await acquire(store);
    await expect(acquire(store, { ...accountsProjection, name: 'others' })).resolves.toBeDefined();
    await expect(acquire(await replica(await postgres.newDatabase()))).resolves.toBeDefined();
  });

  it('goes to exactly one of ten who wait', async () => {
    const first = await acquire(await replica());
    const waiting = (await Promise.all(Array.from({ length: 10 }, () => replica()))).map((store) =>
      wait(store),
    );
    await first.release();
    await Promise.race(waiting.map(({ lease }) => lease));
    await haveAskedAgain(9);
    expect(waiting.filter(({ granted }) => granted)).toHaveLength(1);
    for (const { lease } of waiting) void lease.then((granted) => granted.release());
    await Promise.all(waiting.map(({ lease }) => lease));
  });

  it('is not waited for by one who stops, of whom nothing is left', async () => {
    await acquire(await replica());
    const stopping = new AbortController();
    const second = wait(await replica(), stopping.signal);
    await eventually(async () => expect(await query(url, PROJECTION_SESSIONS)).toHaveLength(2));
    stopping.abort();
    await expect(second.lease).rejects.toMatchObject({ name: 'AbortError' });
    await eventually(async () => expect(await query(url, PROJECTION_SESSIONS)).toHaveLength(1));
  });

  it('is lost, and another’s, when the connection of its holder is ended', async () => {
    const first = await acquire(await replica());
    const [{ pid }] = (await query<{ pid: number }>(url, PROJECTION_SESSIONS)) as [{ pid: number }];
    const second = wait(await replica());
    await query(url, 'SELECT pg_terminate_backend($1)', [pid]);
    expect((await second.lease).lost.aborted).toBe(false);
    await eventually(() => expect(first.lost.aborted).toBe(true));
  });

  it('is another’s when the process of its holder is killed', async () => {
    const child = await holderProcess();
    const second = wait(await replica());
    await haveAskedAgain();
    expect(second.granted).toBe(false);
    child.kill('SIGKILL');
    expect((await second.lease).lost.aborted).toBe(false);
  });

  it('is another’s within seconds when the process of its holder stands still, which then learns of it', async () => {
    const child = await holderProcess();
    const said: unknown[] = [];
    child.on('message', (message) => said.push(message));
    const second = wait(await replica());
    child.kill('SIGSTOP');
    expect((await second.lease).lost.aborted).toBe(false);
    child.kill('SIGCONT');
    await eventually(() => expect(said).toStrictEqual(['lost']));
  });

  it('is given up before it is another’s when its holder is cut off', async () => {
    const line = await lineTo(url);
    const first = await acquire(await replica(line.url));
    const second = wait(await replica());
    line.cut();
    await eventually(() => expect(first.lost.aborted).toBe(true));
    expect(second.granted).toBe(false);
    expect((await second.lease).lost.aborted).toBe(false);
    await line.close();
  });

  it('is lost when the server stops, cannot be had from one that is not there, and can when it is back', async () => {
    const store = await replica();
    const lease = await acquire(store);
    await postgres.stop();
    await eventually(() => expect(lease.lost.aborted).toBe(true));
    await expect(acquire(store)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await postgres.startAgain();
    expect((await acquire(store)).lost.aborted).toBe(false);
  });

  it('does not help one who lost it and does not know yet: nothing it commits is kept', async () => {
    const [stale, current] = [await replica(), await replica()];
    await stale.reset(accountsProjection);
    const sets = (to: number, username: string) => ({
      from: LOG_START,
      to,
      changes: [{ key: 'ada', set: { sealed_username: username } }],
      parked: [{ position: to, stream: 'account-ada', eventId: username, type: 'Unknown', error: 'unknown' }],
    });
    expect(await current.commit(accountsProjection, sets(1, 'right'))).toBe(true);
    expect(await stale.commit(accountsProjection, sets(2, 'stale'))).toBe(false);
    expect(await query(url, 'SELECT id, sealed_username FROM countersign.accounts')).toStrictEqual([
      { id: 'ada', sealed_username: 'right' },
    ]);
    expect(await current.checkpoint(accountsProjection)).toBe(1);
    expect((await current.parked(accountsProjection)).map(({ eventId }) => eventId)).toStrictEqual(['right']);
  });

  it('does not help one whose commit is on its way when another takes over: one of the two is kept', async () => {
    const [stale, current] = [await replica(), await replica()];
    await stale.reset(accountsProjection);
    for (let from = LOG_START; from < 20; from++) {
      const sets = (name: string) => ({
        from,
        to: from + 1,
        changes: [{ key: 'ada', set: { sealed_username: `${name} ${from}` } }],
        parked: [],
      });
      const kept = await Promise.all([
        stale.commit(accountsProjection, sets('stale')),
        current.commit(accountsProjection, sets('current')),
      ]);
      expect(kept.filter(Boolean)).toHaveLength(1);
      expect(await query(url, 'SELECT sealed_username AS name FROM countersign.accounts')).toStrictEqual([
        { name: `${kept[0] ? 'stale' : 'current'} ${from}` },
      ]);
    }
  });
});
