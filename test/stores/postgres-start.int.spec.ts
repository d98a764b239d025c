import { CannotStart } from '../../src/config/cannot-start.js';
import { PostgresWrappedKeys } from '../../src/crypto/postgres-wrapped-keys.js';
import { advisoryKey } from '../../src/postgres/advisory-key.js';
import { migrate } from '../../src/postgres/migrations.js';
import { PostgresDatabase } from '../../src/postgres/postgres-database.js';
import { eventually } from '../support/eventually.js';
import { administrator, query, startPostgres, type TestPostgres } from '../support/postgres.js';

let postgres: TestPostgres;
let url: string;
const opened: PostgresDatabase[] = [];
beforeAll(async () => {
  postgres = await startPostgres();
});
beforeEach(async () => {
  url = await postgres.newDatabase();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(() => postgres.remove());

const forever = new AbortController().signal;

function open(at = url): PostgresDatabase {
  const database = new PostgresDatabase(at);
  opened.push(database);
  return database;
}

/** The connection string of somebody else. */
function as(user: string, password: string): string {
  return Object.assign(new URL(url), { username: user, password }).href;
}

/** What starting came to: the lines that were told, and the one it could not start with. */
async function start(at = url, signal = forever) {
  const told: string[] = [];
  const database = open(at);
  const fault: unknown = await database
    .start(signal, (line) => told.push(line))
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  return { database, told, fault };
}

describe('A database', () => {
  it('gets its schema once when ten replicas start at the same moment', async () => {
    const replicas = await Promise.all(Array.from({ length: 10 }, () => start()));
    expect(replicas.map(({ fault, told }) => [fault, ...told])).toStrictEqual(
      replicas.map(() => [undefined]),
    );
    const versions = await query(url, 'SELECT version FROM countersign.migrations ORDER BY version');
    expect(versions).toStrictEqual([
      { version: 1 },
      { version: 2 },
      { version: 3 },
      { version: 4 },
      { version: 5 },
    ]);
    const kept = await Promise.all(
      replicas.map(({ database }, number) => new PostgresWrappedKeys(database).keep('ada', `key ${number}`)),
    );
    expect(new Set(kept).size).toBe(1);
  });

  it('keeps what it holds when a service starts on it again', async () => {
    const { database } = await start();
    await new PostgresWrappedKeys(database).keep('ada', 'hers');
    const again = await start();
    expect(await new PostgresWrappedKeys(again.database).find('ada')).toBe('hers');
  });

  it('is shared with other programs, whose tables are left alone', async () => {
    await query(url, 'CREATE TABLE sessions (theirs text); CREATE TABLE accounts (theirs text)');
    expect((await start()).fault).toBeUndefined();
    const tables = await query(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    expect(tables).toStrictEqual([{ tablename: 'accounts' }, { tablename: 'sessions' }]);
  });

  it('may belong to somebody else, who made a schema for this service', async () => {
    await query(
      url,
      "CREATE ROLE guest LOGIN PASSWORD 'guest'; CREATE SCHEMA countersign AUTHORIZATION guest",
    );
    expect((await start(as('guest', 'guest'))).fault).toBeUndefined();
  });

  it('is not touched when a newer version of the service made its schema', async () => {
    await start();
    await query(url, 'INSERT INTO countersign.migrations VALUES (99)');
    expect((await start()).fault).toMatchObject({
      code: 'CANNOT_START',
      message:
        'PostgreSQL cannot be used as DATABASE_URL has it: its schema was written by a newer version of Countersign (schema 99).',
    });
  });

  it.each([
    ['the password is wrong', () => as('countersign', 'wr0ng'), 'password authentication failed'],
    ['there is none of that name', () => `${url}nowhere`, 'does not exist'],
    ['its user may not make the schema', () => as('stranger', 'stranger'), 'permission denied for database'],
  ])('is not waited for when %s', async (_, at, words) => {
    await query(url, 'DROP ROLE IF EXISTS stranger');
    await query(url, "CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
    const { fault, told } = await start(at());
    expect(fault).toBeInstanceOf(CannotStart);
    expect((fault as CannotStart).message).toContain(words);
    expect((fault as CannotStart).message).not.toMatch(/wr0ng|\n/);
    expect(told).toStrictEqual([]);
  });

  it('is refused to everyone, as unavailable, until its schema is there', async () => {
    const database = open();
    const find = () => new PostgresWrappedKeys(database).find('ada');
    await expect(find()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await database.start(forever, () => undefined);
    await expect(find()).resolves.toBeUndefined();
  });

  it('is waited for while the server is away, which is said once', async () => {
    await postgres.stop();
    const told: string[] = [];
    const database = open();
    const started = database.start(forever, (line) => told.push(line));
    await eventually(() => expect(told).toHaveLength(1));
    await expect(new PostgresWrappedKeys(database).find('ada')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
    await postgres.startAgain();
    await started;
    expect(await new PostgresWrappedKeys(database).keep('ada', 'hers')).toBe('hers');
    expect(told[0]).toMatch(
      /^PostgreSQL does not answer \(.*ECONNREFUSED.*\)\. It is asked again until it does\.$/,
    );
    expect(told.slice(1).filter((line) => line.includes('ECONNREFUSED'))).toStrictEqual([]);
  });

  it('is not waited for any longer than the service runs', async () => {
    const stopping = new AbortController();
    const nobody = url.replace(/:\d+\//, ':1/');
    const started = start(nobody, stopping.signal);
    setImmediate(() => stopping.abort());
    expect((await started).fault).toBeUndefined();
  });

  it('lets a service stop while another one makes the schema', async () => {
    const other = await administrator(url);
    await other.query('BEGIN');
    await other.query('SELECT pg_advisory_xact_lock($1)', [advisoryKey('migrations')]);
    const stopping = new AbortController();
    const started = start(url, stopping.signal);
    await eventually(async () => {
      expect(await query(url, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'")).toHaveLength(
        1,
      );
    });
    stopping.abort();
    expect((await started).fault).toBeUndefined();
    await other.end();
  });
});

describe('A migration', () => {
  const version = () => query(url, 'SELECT version FROM countersign.migrations ORDER BY version');
  const [first, second] = [
    'CREATE TABLE things (id text)',
    "INSERT INTO things VALUES ('made by the second')",
  ];
  const bringTo = async (...scripts: readonly string[]) => {
    const client = await open().connect({});
    await migrate(client, scripts).finally(() => client.end());
  };

  it('runs the scripts a schema has not had yet, each once', async () => {
    await bringTo(first);
    await bringTo(first, second);
    await bringTo(first, second);
    expect(await version()).toStrictEqual([{ version: 1 }, { version: 2 }]);
    expect(await query(url, 'SELECT id FROM countersign.things')).toStrictEqual([
      { id: 'made by the second' },
    ]);
  });

  it('leaves everything as it was when one of its scripts fails', async () => {
    await bringTo(first);
    await expect(bringTo(first, second, 'SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
    expect(await version()).toStrictEqual([{ version: 1 }]);
    expect(await query(url, 'SELECT id FROM countersign.things')).toStrictEqual([]);
    await bringTo(first, second);
    expect(await version()).toStrictEqual([{ version: 1 }, { version: 2 }]);
  });
});
