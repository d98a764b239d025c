import type { Client } from 'pg';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { openPostgresStorage, type PostgresStorage } from '../../src/postgres/postgres-storage.js';
import type { Table } from '../../src/projections/projection.js';
import { another, API_KEY, inSeconds } from '../support/access-facts.js';
import { describeAccessStores } from '../support/access-stores.contract.js';
import { accountId } from '../support/account-history.js';
import { describeAccountsView } from '../support/accounts-view.contract.js';
import { describeEvidenceStore } from '../support/evidence-store.contract.js';
import { NOW } from '../support/facts.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { administrator, startPostgres, type TestPostgres } from '../support/postgres.js';
import { describeOutbox } from '../support/outbox.contract.js';
import { describeProjectionStore } from '../support/projection-store.contract.js';
import { describeWrappedKeys } from '../support/wrapped-keys.contract.js';

let postgres: TestPostgres;
let admin: Client;
let storage: PostgresStorage;
beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.newDatabase();
  admin = await administrator(url);
  storage = openPostgresStorage(url, new MemoryEventStore());
  await storage.start(new AbortController().signal, fail);
});
afterAll(async () => {
  await storage.close();
  await admin.end();
  await postgres.remove();
});

function fail(line: string): void {
  throw new Error(line);
}

/** All stores, emptied. */
async function open() {
  const { rows } = await admin.query<{ tables: string }>(
    `SELECT string_agg('countersign.' || tablename, ', ') AS tables
       FROM pg_tables WHERE schemaname = 'countersign' AND tablename <> 'migrations'`,
  );
  await admin.query(`TRUNCATE ${rows[0]!.tables}`);
  return { ...storage, close: () => undefined };
}

describeWrappedKeys('PostgreSQL', async () => {
  const { wrappedKeys, close } = await open();
  return { keys: wrappedKeys, close };
});

describeAccessStores('PostgreSQL', open);

describeOutbox('PostgreSQL', open);

describeEvidenceStore('PostgreSQL', open);

describeProjectionStore('PostgreSQL', async () => {
  const { projections, close } = await open();
  const rows = async ({ name, key }: Table) =>
    (await admin.query(`SELECT * FROM countersign.${name} ORDER BY ${key}`)).rows;
  return { projections, rows, close };
});

describeAccountsView('PostgreSQL', open);

describe('PostgreSQL', () => {
  beforeEach(open);

  it('compares names byte by byte, whatever the language of the database', async () => {
    const { rows } = await admin.query("SELECT 'a' < 'B' AS as_in_a_dictionary");
    expect(rows).toStrictEqual([{ as_in_a_dictionary: true }]);
    for (const id of ['a', 'B']) await storage.apiKeys.add(another(API_KEY, id));
    expect((await storage.apiKeys.list()).map(({ id }) => id)).toStrictEqual(['B', 'a']);
  });

  it('does not stumble over the one character it does not know', async () => {
    const { projections, accounts } = storage;
    await projections.reset(accountsProjection);
    const parked = [{ position: 1, stream: 'account-\0', eventId: '\0', type: 'T\0', error: 'not a "\0"' }];
    const changes = [{ key: 'ada\0', set: { sealed_username: 'a\0b' } }];
    expect(await projections.commit(accountsProjection, { from: 0, to: 1, changes, parked })).toBe(true);
    expect(await projections.parked(accountsProjection)).toStrictEqual([
      { position: 1, stream: 'account-\uFFFD', eventId: '\uFFFD', type: 'T\uFFFD', error: 'not a "\uFFFD"' },
    ]);
    expect(await accounts.byId('\0', NOW)).toBeUndefined();
    expect(await accounts.byName('\0', NOW)).toBeUndefined();
    expect(await storage.wrappedKeys.find('account/\0')).toBeUndefined();
  });

  it('takes batches of any size', async () => {
    const { projections } = storage;
    await projections.reset(accountsProjection);
    const numbers = Array.from({ length: 30_000 }, (_, number) => number + 1);
    const changes = numbers.map((position) => ({
      key: accountId(position),
      set: { registered_position: position, ...(position % 2 === 0 && { two_factor: 'on' }) },
    }));
    const parked = numbers.map((position) => {
      return { position, stream: `account-${position}`, eventId: 'event', type: 'Unknown', error: 'unknown' };
    });
    const progress = { from: 0, to: numbers.length, changes, parked };
    expect(await projections.commit(accountsProjection, progress)).toBe(true);
    const { rows } = await admin.query(
      'SELECT count(*), count(two_factor) AS even, sum(registered_position)::bigint AS sum FROM countersign.accounts',
    );
    expect(rows).toStrictEqual([{ count: 30_000, even: 15_000, sum: (30_000 * 30_001) / 2 }]);
    expect(await projections.parked(accountsProjection)).toHaveLength(30_000);
  });

  it('forgets any number of what expired, beside what another replica is forgetting', async () => {
    await admin.query(
      `INSERT INTO countersign.challenges
         SELECT number::text, 'ada', 'enrollment', $1 FROM generate_series(1, 20001) AS number`,
      [inSeconds(-1)],
    );
    const left = async () => (await admin.query('SELECT token_hash FROM countersign.challenges')).rows;
    await admin.query('BEGIN');
    await admin.query("DELETE FROM countersign.challenges WHERE token_hash = '7'");
    await storage.challenges.sweep(NOW);
    await admin.query('ROLLBACK');
    expect(await left()).toStrictEqual([{ token_hash: '7' }]);
    await storage.challenges.sweep(NOW);
    expect(await left()).toStrictEqual([]);
  });

  it('may be closed twice', async () => {
    const other = openPostgresStorage('postgres://nobody@localhost/nothing', storage.eventStore);
    await other.close();
    await expect(other.close()).resolves.toBeUndefined();
  });
});
