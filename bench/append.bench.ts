import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { NewEvent } from '../src/event-store/event-store.js';
import { EVENT_LOG_MIGRATIONS, EventLog, inTransaction, openSqlite, toAppend, twoFactor } from './built.ts';
import { atLeast, ratio, whole, type Extent, type Measure } from './measure.ts';
import { spread } from './statistics.ts';

const BATCHES = [1, 16, 100] as const;

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

  const append = async (batches: readonly (readonly Row[])[]) => {
    for (const batch of batches) {
      await Promise.all(batch.map(({ stream, event }) => log.append(stream, -1, [event])));
    }
  };
  const inserts = (batches: readonly (readonly Row[])[]) => {
    for (const batch of batches) {
      inTransaction(raw, () => {
        for (const { stream, event, data, metadata } of batch)
          insert.run(stream, 0, event.id, event.type, data, metadata);
      });
    }
  };

  const measures: Measure[] = [];
  for (const size of BATCHES) {
    const perRound = Math.ceil((quick ? 100 : 200) / Math.sqrt(size)) ;
    await append(rows(50, size));
    inserts(rows(50, size));
    const results: (readonly [number, number])[] = [];
    for (let round = 0; round < rounds; round++) {
      const batches = rows(perRound, size);
      const timed = {
        append: () => rate(batches, () => append(batches)),
        insert: () => rate(batches, () => inserts(batches)),
      };
      const first = round % 2 === 0 ? await timed.insert() : 0;
      const ours = await timed.append();
      results.push([ours, first || (await timed.insert())]);
    }
    const ratios = spread(results.map(([ours, theirs]) => ours / theirs));
    const [ours, theirs] = [0, 1].map((index) => spread(results.map((each) => each[index] ?? NaN)).median);
    measures.push({
      name: `Append against raw inserts, ${size} a commit`,
      result: `${ratio(ratios.median)} (${ratio(ratios.least)} to ${ratio(ratios.most)}): ${whole(ours ?? NaN)}/s against ${whole(theirs ?? NaN)}/s`,
      ...atLeast(0.7, ratios.median),
    });
  }
  log.close();
  raw.close();
  return measures;
}

interface Row {
  readonly stream: string;
  readonly event: NewEvent;
  /** The event's JSON, ready for a raw insert. */
  readonly data: string;
  readonly metadata: string;
}

async function rate(batches: readonly (readonly Row[])[], work: () => Promise<void> | void): Promise<number> {
  const begin = performance.now();
  await work();
  return batches.flat().length / ((performance.now() - begin) / 1_000);
}

/** Batches of events as a sign-in writes them, each in a stream of its own. */
function rows(batches: number, size: number): readonly (readonly Row[])[] {
  return Array.from({ length: batches }, () => Array.from({ length: size }, row));
}

function row(): Row {
  const accountId = randomUUID();
  const enrollmentId = uuid();
  const actor = { kind: 'person', accountId, sessionId: null } as const;
  const origin = { actor, operation: 'answerChallenge', correlationId: uuid(), causationId: uuid() };
  const accepted = { type: 'TwoFactorCodeAccepted', data: { enrollmentId, step: 1, purpose: 'signIn' } } as const;
  const sealedSecret = `v1.${'x'.repeat(80)}`;
  const factor = { status: 'on', enrollmentId, sealedSecret, lastStep: 0, replacement: null } as const;
  const [event] = toAppend(twoFactor, { ...twoFactor.initial, factor }, [accepted], origin, new Date());
  if (!event) throw new TypeError('One event was to be written');
  const data = JSON.stringify(event.data);
  return { stream: `twoFactor-${accountId}`, event, data, metadata: JSON.stringify(event.metadata) };
}
