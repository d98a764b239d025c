import { join } from 'node:path';
import { EVENT_LOG_MIGRATIONS, EventLog, inTransaction, openSqlite } from './built.ts';
import { atLeast, ratio, whole, type Extent, type Measure } from './measure.ts';
import { signIns, type Batches } from './sign-ins.ts';
import { compare } from './statistics.ts';

const TARGET = 0.7;
/** How many appends arrive together, and how often they do in a round. */
const BATCHES = [
  { together: 1, times: 150 },
  { together: 16, times: 60 },
  { together: 100, times: 40 },
] as const;

/**
 * Appends that arrive together, against prepared inserts of the same rows into the same
 * table: WAL, `synchronous=FULL`, as many rows in a transaction.
 */
export async function appends(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const rounds = quick ? 5 : 11;
  const log = new EventLog(join(folder, 'appended.db'));
  const raw = openSqlite(join(folder, 'inserted.db'), {
    synchronous: 'FULL',
    migrations: EVENT_LOG_MIGRATIONS,
  });
  const insert = raw.prepare(
    'INSERT INTO events (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const append = async (batches: Batches) => {
    for (const batch of batches) {
      await Promise.all(
        batch.map(({ stream, revision, event }) => log.append(stream, revision - 1, [event])),
      );
    }
  };
  const inserts = async (batches: Batches) => {
    for (const batch of batches) {
      inTransaction(raw, () => {
        for (const { stream, revision, event, data, metadata } of batch) {
          insert.run(stream, revision, event.id, event.type, data, metadata);
        }
      });
    }
  };

  const [ours, theirs] = [signIns(), signIns()];
  const measures: Measure[] = [];
  for (const { together, times } of BATCHES) {
    const appending = () => rate(ours(times, together), append);
    const inserting = () => rate(theirs(times, together), inserts);
    await appending();
    await inserting();
    const compared = await compare(rounds, { ours: appending, theirs: inserting });
    measures.push({
      name: `Append against raw inserts, ${together} a commit`,
      result: `${ratio(compared.ratio)}: ${whole(compared.ours)}/s against ${whole(compared.theirs)}/s`,
      ...atLeast(TARGET, compared.ratio.median),
    });
  }
  log.close();
  raw.close();
  return measures;
}

async function rate(batches: Batches, write: (batches: Batches) => Promise<void>): Promise<number> {
  const begin = performance.now();
  await write(batches);
  return batches.flat().length / ((performance.now() - begin) / 1_000);
}
