import { Logger } from '@nestjs/common';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { PostgresDatabase } from '../../src/postgres/postgres-database.js';
import { PostgresProjectionStore } from '../../src/projections/postgres-projection-store.js';
import { confirmed, started, STEP } from '../domain/two-factor.facts.js';
import { caughtUp, listenForErrors, noting, run, type Running } from '../projections/running.js';
import { accountId, happensTo, record, registered, unknownToUs } from '../support/account-history.js';
import { eventually } from '../support/eventually.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { query, startPostgres, type TestPostgres } from '../support/postgres.js';
import { lineTo } from './postgres-line.js';

/** A replica that keeps the accounts projection up to date, when it is its turn. */
interface Replica extends Running {
  readonly rows: PostgresProjectionStore;
  /** Positions of the events it applied. */
  readonly applied: readonly number[];
}

let postgres: TestPostgres;
let url: string;
let events: MemoryEventStore;
const running: Replica[] = [];
beforeAll(async () => {
  listenForErrors();
  postgres = await startPostgres();
});
beforeEach(async () => {
  url = await postgres.newDatabase();
  events = new MemoryEventStore();
});
afterEach(() => Promise.all(running.splice(0).map((replica) => replica.stop())));
afterAll(async () => {
  await postgres.remove();
  Logger.overrideLogger(['error']);
});

async function startReplica(at = url): Promise<Replica> {
  const database = new PostgresDatabase(at);
  await database.start(new AbortController().signal, () => undefined);
  const [rows, applied] = [new PostgresProjectionStore(database), [] as number[]];
  const runner = run(events, rows, noting(applied));
  const stop = async () => {
    await runner.stop();
    await database.close();
  };
  const replica = { rows, applied, stop };
  running.push(replica);
  return replica;
}

/** Accounts with numbers from one to another register and turn 2FA on; one event cannot be applied. */
async function history(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number++) {
    const account = accountId(number);
    await record(events, [...registered(account), happensTo(account, started())]);
    await record(events, number === 3 ? [unknownToUs(account)] : [happensTo(account, confirmed(STEP))]);
  }
}

async function dump(at = url) {
  const checkpoint = await query(at, 'SELECT position FROM countersign.checkpoints');
  const accounts = await query(at, 'SELECT * FROM countersign.accounts ORDER BY id');
  const parked = await query(at, 'SELECT * FROM countersign.parked_events ORDER BY position');
  return { checkpoint, accounts, parked };
}

/** What one replica alone makes of the log, from its start. */
async function madeAnew() {
  const other = await postgres.newDatabase();
  const replica = await startReplica(other);
  await caughtUp(events, replica.rows);
  return dump(other);
}

const positions = async () =>
  (await events.readAll({ after: 0, limit: 1_000 })).events.map(({ position }) => position);
const anyOf = (replicas: readonly Replica[]) => replicas[0]!.rows;

describe('Replicas that share a read model', () => {
  it('apply each event once between them', async () => {
    const replicas = await Promise.all([startReplica(), startReplica(), startReplica()]);
    await history(0, 10);
    await caughtUp(events, anyOf(replicas));
    const applied = replicas.map((replica) => replica.applied).filter(({ length }) => length > 0);
    expect(applied).toStrictEqual([await positions()]);
  });

  it('take over from one that stops, where it stopped', async () => {
    const first = await startReplica();
    await history(0, 5);
    await caughtUp(events, first.rows);
    const second = await startReplica();
    await first.stop();
    await history(5, 10);
    await caughtUp(events, second.rows);
    expect([...first.applied, ...second.applied]).toStrictEqual(await positions());
    expect(await dump()).toStrictEqual(await madeAnew());
  });

  it('take over from one that lost the right to apply, which then leaves it to the other', async () => {
    const replicas = [await startReplica(), await startReplica()];
    await history(0, 5);
    await caughtUp(events, anyOf(replicas));
    const waitsOrApplies = "FROM pg_stat_activity WHERE application_name LIKE 'countersign projection%'";
    const [holder] = await query(
      url,
      `SELECT pid, pg_terminate_backend(pid) ${waitsOrApplies}
          AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)`,
    );
    // Who lost it asks for it again, but only once it has stopped to apply.
    await eventually(async () => {
      expect(await query(url, `SELECT pid ${waitsOrApplies} AND pid <> $1`, [holder!['pid']])).toHaveLength(
        2,
      );
    });
    await history(5, 10);
    await caughtUp(events, anyOf(replicas));
    const applied = replicas.flatMap((replica) => replica.applied);
    expect(applied.toSorted((one, other) => one - other)).toStrictEqual(await positions());
    expect(await dump()).toStrictEqual(await madeAnew());
  });

  it('take over from one that is cut off, which harms nothing when it is back', async () => {
    const line = await lineTo(url);
    const first = await startReplica(line.url);
    await history(0, 5);
    await caughtUp(events, first.rows);
    const second = await startReplica();
    line.cut();
    await history(5, 10);
    await eventually(() => caughtUp(events, second.rows), 30_000);
    line.mend();
    await history(10, 15);
    await caughtUp(events, second.rows);
    expect(second.applied).toStrictEqual((await positions()).slice(-second.applied.length));
    expect(await dump()).toStrictEqual(await madeAnew());
    await line.close();
  }, 60_000);

  it('come out right however often the right to apply is taken from them', async () => {
    const replicas = await Promise.all([startReplica(), startReplica()]);
    for (let number = 0; number < 20; number++) {
      await history(number, number + 1);
      await query(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'countersign projection%'",
      );
    }
    await caughtUp(events, anyOf(replicas));
    expect(await dump()).toStrictEqual(await madeAnew());
  });

  it('come out right however often the server stops', async () => {
    const replicas = await Promise.all([startReplica(), startReplica()]);
    for (const [number, how] of (['politely', 'at once', 'at once'] as const).entries()) {
      await history(5 * number, 5 * number + 5);
      await postgres.stop(how);
      await history(20 + number, 21 + number);
      await postgres.startAgain();
    }
    await eventually(() => caughtUp(events, anyOf(replicas)), 30_000);
    expect(await dump()).toStrictEqual(await madeAnew());
  }, 60_000);

  it('make it anew when somebody asks for it', async () => {
    const replicas = await Promise.all([startReplica(), startReplica()]);
    await history(0, 5);
    await caughtUp(events, anyOf(replicas));
    const before = await dump();
    await anyOf(replicas).reset(accountsProjection);
    await caughtUp(events, anyOf(replicas));
    expect(await dump()).toStrictEqual(before);
  });
});
