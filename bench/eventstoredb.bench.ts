import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  START,
  type AllStreamResolvedEvent,
  type AppendToStreamOptions,
  type ResolvedEvent,
} from '@eventstore/db-client';
import type { EventStoreDbEventStore } from '../src/event-store/eventstoredb-event-store.js';
import { ClusterLog, connectEventStoreDb } from './built.ts';
import { startEventStoreDb } from './eventstoredb-process.ts';
import { atLeast, ratio, whole, type Extent, type Measure } from './measure.ts';
import { signIns, type Batches } from './sign-ins.ts';
import { compare } from './statistics.ts';

const TARGET = 0.85;
const STREAM = 'twoFactor-read';
const STREAM_EVENTS = 100;
const PAGE = 500;

/** What makes the client send an append as a call of its own, as the adapter has it do. */
const CALL_OF_ITS_OWN = { credentials: { username: 'nobody', password: 'nothing' } };

/**
 * The port's adapter against the bare client, on the same server (the test server, in memory, in a
 * process of its own), in turn. The bare client does what a careful user would: appends at an expected
 * revision, reads from the leader, makes an array of what it read. It has no time limit, does not
 * check that nothing is missing, and finds out nothing about an append that failed.
 */
export async function eventStoreDb(_folder: string, { quick }: Extent): Promise<readonly Measure[]> {
  const rounds = quick ? 5 : 15;
  const server = await startEventStoreDb();
  const { client, credentials } = connectEventStoreDb(server.url);
  const streams = ['twoFactor-'];
  const store = new ClusterLog(client, { streams, timeLimit: 10_000, maxInFlight: 256, credentials });
  const bare = EventStoreDBClient.connectionString(server.url);
  const measures: Measure[] = [];
  const measure = async (name: string, unit: string, of: Turn, ours: Work, theirs: Work, isHeldTo = true) => {
    const turn = (work: Work) => () => rate(of.count, () => work(of.prepare()));
    for (let warm = 0; warm < 2; warm++) for (const work of [ours, theirs]) await turn(work)();
    const { ratio: spread, ...medians } = await compare(rounds, { ours: turn(ours), theirs: turn(theirs) });
    measures.push({
      name,
      result: `${ratio(spread)}: ${whole(medians.ours)} ${unit}/s against ${whole(medians.theirs)}/s`,
      ...(isHeldTo ? atLeast(TARGET, spread.median) : { target: '' }),
    });
  };

  for (const { together, times } of [
    { together: 1, times: 200 },
    { together: 16, times: 40 },
  ]) {
    const next = signIns();
    const of = { count: together * times, prepare: () => next(times, together) };
    const name = `EventStoreDB append, ${together} in flight, against the client`;
    await measure(`${name} as it is`, 'appends', of, appends(store), bareAppends(bare, {}));
    await measure(
      `${name} with calls of their own`,
      'appends',
      of,
      appends(store),
      bareAppends(bare, CALL_OF_ITS_OWN),
    );
  }

  const hundred = signIns()(1, STREAM_EVENTS)
    .flat()
    .map(({ event }) => event);
  await store.append(STREAM, -1, hundred);
  const repeated = (count: number, work: () => Promise<number>) => async () => {
    for (let read = 0; read < count; read += await work());
  };
  const of = (count: number) => ({ count, prepare: (): Batches => [] });
  await measure(
    'EventStoreDB read of the newest event of a stream',
    'reads',
    of(200),
    repeated(200, async () => (await store.readStream(STREAM, { direction: 'backwards', limit: 1 })).length),
    repeated(200, async () => (await collect(bare.readStream(STREAM, NEWEST))).length),
  );
  await measure(
    'EventStoreDB read of a stream of 100 events',
    'events',
    of(4_000),
    repeated(4_000, async () => (await store.readStream(STREAM, { limit: STREAM_EVENTS })).length),
    repeated(4_000, async () => (await collect(bare.readStream(STREAM, HUNDRED))).length),
  );
  await measure(
    `EventStoreDB read of $all in pages of ${PAGE}`,
    'events',
    of(PAGE * 8),
    () => pages(store, 8),
    () => barePages(bare, 8),
  );
  await store.close();
  await bare.dispose();
  await server.stop();
  return measures;
}

interface Turn {
  readonly count: number;
  readonly prepare: () => Batches;
}
type Work = (batches: Batches) => Promise<void>;

const NEWEST = { direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true } as const;
const HUNDRED = { maxCount: STREAM_EVENTS, requiresLeader: true };

function appends(store: EventStoreDbEventStore): Work {
  return async (batches) => {
    for (const batch of batches) {
      await Promise.all(
        batch.map(({ stream, revision, event }) => store.append(stream, revision - 1, [event])),
      );
    }
  };
}

function bareAppends(client: EventStoreDBClient, options: AppendToStreamOptions): Work {
  return async (batches) => {
    for (const batch of batches) {
      await Promise.all(
        batch.map(({ stream, revision, event: { id, type, data, metadata } }) =>
          client.appendToStream(stream, jsonEvent({ id, type, data, metadata }), {
            expectedRevision: revision === 0 ? 'no_stream' : BigInt(revision - 1),
            requiresLeader: true,
            ...options,
          }),
        ),
      );
    }
  };
}

async function pages(store: EventStoreDbEventStore, count: number): Promise<void> {
  let after = 0;
  for (let page = 0; page < count; page++) {
    const { events, position } = await store.readAll({ after, limit: PAGE });
    if (events.length !== PAGE) throw new Error('The log is too short');
    after = position;
  }
}

/** The same events: others' are passed over, and the one a page begins with has been seen. */
async function barePages(client: EventStoreDBClient, count: number): Promise<void> {
  let after = 0n;
  for (let page = 0; page < count; page++) {
    const found: AllStreamResolvedEvent[] = [];
    const fromPosition = after === 0n ? START : { commit: after, prepare: after };
    const read = client.readAll({ fromPosition, requiresLeader: true });
    for await (const resolved of read) {
      const { event } = resolved;
      if (!event || event.position.commit <= after || !event.streamId.startsWith('twoFactor-')) continue;
      if (found.push(resolved) === PAGE) break;
    }
    await read.cancel();
    if (found.length !== PAGE) throw new Error('The log is too short');
    after = found.at(-1)?.event?.position.commit ?? after;
  }
}

async function collect(read: AsyncIterable<ResolvedEvent>): Promise<readonly ResolvedEvent[]> {
  const found: ResolvedEvent[] = [];
  for await (const resolved of read) found.push(resolved);
  return found;
}

async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return count / ((performance.now() - begin) / 1_000);
}
