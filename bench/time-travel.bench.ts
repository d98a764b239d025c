import type { EventStore } from '../src/event-store/event-store.js';
import type { PastOutcome } from '../src/audit/read-two-factor-at.query.js';
import type { Point } from '../src/audit/stream-past.js';
import { AccountVault, ClusterLog, connectEventStoreDb, logKey, timeTravel } from './built.ts';
import { startEventStoreDb } from './eventstoredb-process.ts';
import { atMost, whole, type Extent, type Measure } from './measure.ts';
import { Past, type Person } from './past.ts';
import { median } from './statistics.ts';

const TARGET_MS = 50;
const EVENTS = 100_000;
const STEP_MS = 30_000;
const BEGIN = Date.parse('2026-01-01T00:00:15.000Z');
/** Events in one append: the server takes a megabyte at a time. */
const TOGETHER = 100;

/** What an account's 2FA was at points all over a past of 100,000 events, in either log. */
export async function timeTravelled(folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const points = quick ? 40 : 200;
  const past = await Past.open(folder);
  const [person] = await past.people(1, new Date(BEGIN));
  if (!person) throw new Error('There is nobody');
  const { accountId } = person;
  while (person.newest!.revision < EVENTS / 100) await past.signIn(person, timeAfter(person.newest));
  // What decided what is then asked for stands in the middle of the stream, as of most who use it for years.
  await past.turnOnAgain(person, timeAfter(person.newest));
  while (person.newest!.revision < EVENTS - 1) await past.signIn(person, timeAfter(person.newest));
  await past.settled();

  const server = await startEventStoreDb();
  const { client, credentials } = connectEventStoreDb(server.url);
  const streams = ['account-', 'twoFactor-'];
  const cluster = new ClusterLog(client, { streams, timeLimit: 10_000, maxInFlight: 256, credentials });
  const { eventStore } = past.foundation.storage;
  for (const stream of [`account-${accountId}`, `twoFactor-${accountId}`])
    await copy(eventStore, cluster, stream);

  const measures: Measure[] = [];
  for (const [name, log] of [
    ['SQLite', eventStore],
    ['EventStoreDB', cluster],
  ] as const) {
    const read = reader(past, log, accountId);
    const head = await log.head();
    for (const [kind, pointAt] of [
      ['instant', (part: number) => ({ at: new Date(BEGIN + part * EVENTS * STEP_MS) })],
      ['position', (part: number) => ({ position: Math.ceil(head * part) })],
    ] as const) {
      const took = await times(points, (part) => read(pointAt(part)));
      const slowest = Math.max(...took);
      measures.push({
        name: `2FA at any ${kind} of ${whole(EVENTS)} events, ${name}`,
        result: `${slowest.toFixed(1)} ms at the most, ${median(took).toFixed(1)} ms in the middle`,
        ...atMost(TARGET_MS, slowest, ' ms'),
      });
    }
  }
  await cluster.close();
  await server.stop();
  await past.close();
  return measures;
}

function timeAfter(newest: Person['newest']): Date {
  return new Date(BEGIN + ((newest?.revision ?? -1) + 1) * STEP_MS);
}

/** @returns milliseconds each point took, in the middle of three times, after a few nobody counts */
async function times(points: number, read: (part: number) => Promise<void>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let warm = 0; warm < 20; warm++) await read((warm + 1) / 20);
  for (let point = 1; point <= points; point++) {
    const three: number[] = [];
    while (three.length < 3) {
      const begin = performance.now();
      await read(point / points);
      three.push(performance.now() - begin);
    }
    took.push(median(three));
  }
  return took;
}

function reader({ foundation }: Past, log: EventStore, accountId: string) {
  const {
    AuthenticatedLog,
    Decisions,
    LogGuard,
    HistoryEvents,
    DecidingEvents,
    ReadTwoFactorAt,
    ReadTwoFactorAtHandler,
  } = timeTravel;
  const { clock, masterKeys, storage } = foundation;
  // The marks are those of the embedded log, of which the other one is a copy.
  const marks = { mark: async () => undefined, begin: async () => undefined, restore: async () => undefined };
  const key = logKey({ masterKeys, storage }, log);
  const events = new AuthenticatedLog(log, key);
  const decisions = new Decisions(events, clock, new LogGuard(events, marks), key);
  const vault = new AccountVault(storage.wrappedKeys, masterKeys, async () => false);
  const history = new HistoryEvents(events, vault);
  const handler = new ReadTwoFactorAtHandler(
    events,
    { now: () => new Date(BEGIN + 2 * EVENTS * STEP_MS) },
    decisions,
    new DecidingEvents(events, history),
    history,
  );
  return async (point: Point) => {
    const { kind }: PastOutcome = await handler.execute(new ReadTwoFactorAt(accountId, point));
    if (kind !== 'then') throw new Error(`There was no such past: ${kind}`);
  };
}

async function copy(from: EventStore, to: EventStore, stream: string): Promise<void> {
  for (let next = 0; ;) {
    const page = await from.readStream(stream, { from: next, limit: TOGETHER });
    if (page.length === 0) return;
    const events = page.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
    await to.append(stream, next - 1, events);
    next += page.length;
  }
}
