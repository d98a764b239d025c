import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventHash } from '../../src/event-store/event-hash.js';
import type { Authenticity } from '../../src/event-store/event-mac.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { EVENT_LOG_MIGRATIONS } from '../../src/event-store/sqlite-event-log-migrations.js';
import { HeadQueue } from '../../src/evidence/head-queue.js';
import { keptTiles } from '../../src/evidence/kept-tree.js';
import { KnownLeaves } from '../../src/evidence/known-leaves.js';
import { LogVerifier } from '../../src/evidence/log-verifier.js';
import type { SignedTreeHead } from '../../src/evidence/tree-head.js';
import { verifyLog } from '../../src/evidence/verify-log.js';
import type { Storage } from '../../src/storage.js';
import type { ChainedLog } from '../support/chained-log.js';
import { newEvent } from '../support/new-events.js';

/** What somebody puts back who leaves no traces. */
export const APPEND_ONLY = [...EVENT_LOG_MIGRATIONS.at(-1)!.matchAll(/CREATE TRIGGER [^;]+; *END;/g)]
  .map(([trigger]) => trigger)
  .join('\n');

/** The log's file as somebody opens it who may write to it: what it forbids the service is no obstacle. */
export function databaseIn(folder: string): DatabaseSync {
  const db = new DatabaseSync(join(folder, 'events.db'), { timeout: 5_000, defensive: false });
  db.exec('DROP TRIGGER IF EXISTS events_are_not_changed; DROP TRIGGER IF EXISTS events_are_not_removed;');
  return db;
}

/** Streams in the order events are appended to them: events 1 to 8 of a log. */
const LIFE = [
  'account-1',
  'twoFactor-1',
  'account-1',
  'account-2',
  'twoFactor-1',
  'account-1',
  'account-2',
  'twoFactor-1',
] as const;

/** Writes a log of eight events, whose values are 1 to 8. */
export async function writeLife(log: ChainedLog): Promise<void> {
  for (const [index, stream] of LIFE.entries()) await log.append(stream, index + 1);
}

/** Puts one more event behind the last one of a stream, with the right hash in it, and without a key. */
export async function forge(store: EventStore, stream: string): Promise<void> {
  const [newest] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
  const metadata = { ...newest!.metadata, previousHash: eventHash(newest!) };
  await store.append(stream, newest!.revision, [newEvent('SomethingHappened', { value: 9 }, metadata)]);
}

/**
 * What `countersign verify` would say is wrong with a log.
 * @param elsewhere heads that were kept elsewhere
 * @param authenticity without it nobody looks at who wrote an event
 */
export async function wrongWith(
  { eventStore, evidence }: Pick<Storage, 'eventStore' | 'evidence'>,
  elsewhere: readonly SignedTreeHead[] = [],
  authenticity?: Authenticity,
): Promise<string | undefined> {
  const newest = await evidence.latestHead();
  const known = new KnownLeaves(keptTiles(evidence), (await evidence.progress())?.size ?? 0, newest);
  const queues = [HeadQueue.kept(evidence, newest), HeadQueue.of(elsewhere)];
  return verifyLog({ events: eventStore, authenticity }, new LogVerifier(queues, known), () => undefined);
}
