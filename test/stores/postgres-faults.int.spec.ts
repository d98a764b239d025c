import { sql } from 'kysely';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresWrappedKeys } from '../../src/crypto/postgres-wrapped-keys.js';
import type { Limits } from '../../src/postgres/limits.js';
import { PostgresDatabase } from '../../src/postgres/postgres-database.js';
import { PostgresChallenges } from '../../src/sign-in/postgres-challenges.js';
import { PostgresSessions } from '../../src/sign-in/postgres-sessions.js';
import { another, CHALLENGE, SESSION } from '../support/access-facts.js';
import { eventually } from '../support/eventually.js';
import { query, startPostgres, type TestPostgres } from '../support/postgres.js';
import { lineTo, type Line } from './postgres-line.js';
import { killProcesses, processWith } from './postgres-process.js';

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
  killProcesses();
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(() => postgres.remove());

async function open(limits: Partial<Limits> = {}, at = url): Promise<PostgresDatabase> {
  const database = new PostgresDatabase(at, limits);
  opened.push(database);
  await database.start(new AbortController().signal, (line) => {
    throw new Error(line);
  });
  return database;
}

const ask = ({ db }: PostgresDatabase) => sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(db);
const pause = (seconds: number, { db }: PostgresDatabase) => sql`SELECT pg_sleep(${seconds})`.execute(db);
const unavailable = (message: string) => ({ code: 'STORAGE_UNAVAILABLE', cause: { message } });

describe('When PostgreSQL is too slow,', () => {
  it('a statement is given up after its time, and the next one is answered', async () => {
    const database = await open({ statementMs: 500 });
    await expect(pause(60, database)).rejects.toMatchObject(
      unavailable('canceling statement due to statement timeout'),
    );
    await expect(ask(database)).resolves.toBeDefined();
    const running =
      "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()";
    await eventually(async () => expect(await query(url, running)).toStrictEqual([]));
  });

  it('whoever finds all connections taken is told so in time, and is served when one is free', async () => {
    const database = await open({ poolSize: 1, connectMs: 1_000 });
    const slow = pause(2, database);
    await expect(ask(database)).rejects.toMatchObject(unavailable('timeout exceeded when trying to connect'));
    await slow;
    await expect(ask(database)).resolves.toBeDefined();
  });

  it('whoever finds too many waiting is told so at once', async () => {
    const database = await open({ poolSize: 1, maxWaiting: 2 });
    const [slow, ...waiting] = [pause(0.5, database), ask(database), ask(database)];
    await expect(ask(database)).rejects.toMatchObject(unavailable('Too many callers wait for a connection'));
    await expect(Promise.all([slow, ...waiting])).resolves.toHaveLength(3);
  });

  it('a transaction that is left open is ended, and keeps nobody waiting', async () => {
    const database = await open({ statementMs: 300 });
    const keys = new PostgresWrappedKeys(database);
    await keys.keep('ada', 'hers');
    const left = database.db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('wrapped_keys').execute();
      await sleep(1_000);
      await transaction.deleteFrom('sessions').execute();
    });
    await expect(left).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await keys.find('ada')).toBe('hers');
    expect(await keys.keep('ada', 'another')).toBe('hers');
  });

  it('a mistake in a statement stays a mistake', async () => {
    const { db } = await open();
    await expect(sql`SELECT nonsense`.execute(db)).rejects.toMatchObject({ code: '42703' });
  });
});

describe('When the network is cut,', () => {
  let line: Line;
  beforeEach(async () => {
    line = await lineTo(url);
  });
  afterEach(() => line.close());

  it('an answer that does not come is given up, and its connection is never used again', async () => {
    const database = await open(
      { poolSize: 1, statementMs: 1_000, answerMs: 500, connectMs: 1_000 },
      line.url,
    );
    const { rows: before } = await ask(database);
    line.cut();
    await expect(ask(database)).rejects.toMatchObject(unavailable('Query read timeout'));
    await expect(ask(database)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    line.mend();
    const { rows: after } = await eventually(() => ask(database));
    expect(after).not.toStrictEqual(before);
  });

  it('a transaction is given up once, not once more for its end', async () => {
    const limits = { poolSize: 1, statementMs: 1_500, answerMs: 500 };
    const database = await open(limits, line.url);
    const begun = performance.now();
    const transaction = database.db.transaction().execute(async (inside) => {
      line.cut();
      await sql`SELECT 1`.execute(inside);
    });
    await expect(transaction).rejects.toMatchObject(unavailable('Query read timeout'));
    expect(performance.now() - begun).toBeLessThan(2 * (limits.statementMs + limits.answerMs));
  });

  it('the service stops all the same', async () => {
    const child = await processWith(
      line.url,
      `await database.start(new AbortController().signal, say);
      await sql\`SELECT 1\`.execute(database.db);
      await acquirePostgresLease(database, 'accounts', new AbortController().signal);
      process.on('message', async () => {
        const asked = sql\`SELECT 1\`.execute(database.db).catch(({ code }) => say(code));
        await Promise.all([asked, database.close()]);
        process.disconnect();
      });
      say('ready');`,
    );
    line.cut();
    const [said, ended] = [once(child, 'message'), once(child, 'exit')];
    child.send('stop');
    expect(await said).toMatchObject(['STORAGE_UNAVAILABLE']);
    expect(await ended).toStrictEqual([0, null]);
  });
});

describe('When PostgreSQL goes and comes back,', () => {
  it.each(['politely', 'at once'] as const)(
    'having stopped %s, callers are told, nothing that was answered is lost, and all goes on by itself',
    async (how) => {
      const database = await open();
      const sessions = new PostgresSessions(database);
      const challenges = new PostgresChallenges(database);
      const answered: string[] = [];
      const exchanged = new Map<string, boolean>();
      const faults: unknown[] = [];
      let number = 0;
      const working = new AbortController();
      const work = async () => {
        while (!working.signal.aborted) {
          const name = `${++number}`;
          try {
            await challenges.add({ ...CHALLENGE, tokenHash: name });
            exchanged.set(name, false);
            await sessions.addForChallenge(another(SESSION, name), name);
            answered.push(name);
            exchanged.set(name, true);
          } catch (fault) {
            faults.push(fault);
            await sleep(5);
          }
        }
      };
      const workers = Array.from({ length: 12 }, work);
      const some = () => expect(answered.length).toBeGreaterThan(answeredBefore + 20);

      let answeredBefore = 0;
      await eventually(some);
      await postgres.stop(how);
      await eventually(() => expect(faults.length).toBeGreaterThan(24));
      await postgres.startAgain();
      answeredBefore = answered.length;
      await eventually(some);
      working.abort();
      await Promise.all(workers);

      expect(new Set(faults.map((fault) => (fault as { code: unknown }).code))).toStrictEqual(
        new Set(['STORAGE_UNAVAILABLE']),
      );
      for (const name of answered) expect(await sessions.find(`hash of ${name}`)).toMatchObject({ id: name });
      // Where the answer did not arrive: the challenge is still there, or the session is; never both, never none.
      for (const name of exchanged.keys()) {
        const kept = [await challenges.find(name), await sessions.find(`hash of ${name}`)];
        expect(kept.filter(Boolean)).toHaveLength(1);
      }
    },
  );

  it('connections nobody uses break without a sound', async () => {
    const database = await open();
    await Promise.all([ask(database), ask(database), ask(database)]);
    await postgres.stop('at once');
    await postgres.startAgain();
    await expect(eventually(() => ask(database))).resolves.toBeDefined();
  });

  it('a connection that the administrator ends is replaced', async () => {
    const database = await open({ poolSize: 1 });
    const {
      rows: [mine],
    } = await ask(database);
    const slow = pause(60, database);
    await eventually(async () => {
      const ended =
        'SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE pid = $1 AND state = $2';
      expect(await query(url, ended, [mine?.pid, 'active'])).toStrictEqual([{ ended: true }]);
    });
    await expect(slow).rejects.toMatchObject(
      unavailable('terminating connection due to administrator command'),
    );
    await expect(ask(database)).resolves.toBeDefined();
  });
});
