import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventHash } from '../../src/event-store/event-hash.js';
import type { RecordedEvent, StreamRead } from '../../src/event-store/event-store.js';
import { StreamEnds } from '../../src/evidence/stream-ends.js';
import { ChainedLog } from '../support/chained-log.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { Installation } from './installation.js';
import { databaseIn, writeLife, wrongWith } from './tampering.js';

/** Changes bytes in the root page of an index and nowhere else, as somebody does who has the file and an editor. */
function changeIndex(folder: string, from: string, to: string): void {
  const file = join(folder, 'events.db');
  using db = new DatabaseSync(file);
  const { page_size: size } = db.prepare('PRAGMA page_size').get() as { page_size: number };
  const { rootpage } = db
    .prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_1'`)
    .get() as { rootpage: number };
  const bytes = readFileSync(file);
  const page = bytes.subarray((rootpage - 1) * size, rootpage * size);
  for (let at = page.indexOf(from); at !== -1; at = page.indexOf(from)) page.write(to, at);
  writeFileSync(file, bytes);
}

describe('A log of which only an index was changed', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = new Installation();
    await writeLife(installation.log);
    await installation.notarise();
  });
  afterEach(() => installation[Symbol.asyncDispose]());

  it('has lost a stream for who reads it by its name, and is found out by that', async () => {
    await installation.whileClosed((folder) => {
      changeIndex(folder, 'twoFactor-1', 'twoFactos-1');
    });
    const { eventStore } = installation.storage;
    expect(await eventStore.readStream('twoFactor-1', { limit: 9 })).toEqual([]);
    expect((await eventStore.readAll({ after: 0, limit: 9 })).events).toHaveLength(8);
    expect(await wrongWith(installation.storage)).toBe(
      'SomethingHappened at twoFactor-1@0 is not found where its stream is read: events.db is damaged, row 2 missing from index sqlite_autoindex_events_1',
    );
  });

  it('is found out by the stream alone, where no store looks after itself', async () => {
    await installation.whileClosed((folder) => {
      changeIndex(folder, 'twoFactor-1', 'twoFactos-1');
    });
    const { eventStore } = installation.storage;
    Object.assign(eventStore, { damage: async () => undefined, streamEnds: () => undefined });
    expect(await wrongWith(installation.storage)).toBe(
      'twoFactor-1 ends with revision 2 in the log, but who reads it by its name finds nothing',
    );
  });

  it('whose index leads elsewhere by what somebody added to its schema is found out', async () => {
    await installation.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec('CREATE INDEX of_mine ON events (stream, revision DESC)');
    });
    expect(await wrongWith(installation.storage)).toBe(
      'the index of_mine in events.db was not made by this service',
    );
  });
});

/** A log that is read by stream through an index somebody changed. */
class Misled extends MemoryEventStore {
  constructor(private readonly change: (found: readonly RecordedEvent[]) => readonly RecordedEvent[]) {
    super();
  }
  override async readStream(stream: string, read: StreamRead) {
    return this.change(await super.readStream(stream, read));
  }
}

describe('The streams of a log', () => {
  /** What is found of a log of three streams that had so many events when it was verified. */
  async function foundIn(store: MemoryEventStore, verified: number): Promise<string | undefined> {
    const chained = new ChainedLog(store);
    await chained.append('account-1', 1, 2);
    await chained.append('account-2', 3);
    await chained.append('account-1', 4, 5);
    const { events } = await store.readAll({ after: 0, limit: verified });
    const ends = Object.values(Object.fromEntries(events.map((event) => [event.stream, event]))).map(
      ({ stream, revision, ...event }) => ({
        stream,
        revision,
        hash: eventHash({ stream, revision, ...event }),
      }),
    );
    const log = new StreamEnds({ events: store, authenticity: undefined });
    return log.end(ends, events.at(-1)!.position);
  }

  it('end where the log says, also when they have grown since it was read', async () => {
    for (const verified of [1, 2, 3, 4, 5])
      expect(await foundIn(new MemoryEventStore(), verified)).toBeUndefined();
  });

  it('are found wrong when the newest event is hidden', async () => {
    const misled = new Misled((found) => found.filter(({ revision }) => revision < 3));
    expect(await foundIn(misled, 5)).toBe(
      'account-1 ends with revision 3 in the log, but who reads it by its name finds nothing',
    );
  });

  it('are found wrong when another event stands in for the newest', async () => {
    const misled = new Misled((found) => found.map((event) => ({ ...event, data: {} })));
    expect(await foundIn(misled, 5)).toContain('who reads it by its name finds');
  });

  it('are found wrong when one seems to have grown by what was there already', async () => {
    const misled = new Misled((found) =>
      found.map((event) => (event.stream === 'account-2' ? { ...event, revision: 1 } : event)),
    );
    expect(await foundIn(misled, 5)).toBe(
      'account-2 ends with revision 0 in the log, but who reads it by its name finds SomethingHappened at account-2@1',
    );
  });
});
