import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { LOG_START, NO_STREAM, type RecordedEvent } from '../../src/event-store/event-store.js';
import { EVENT_LOG_MIGRATIONS } from '../../src/event-store/sqlite-event-log-migrations.js';
import { SqliteEventStore } from '../../src/event-store/sqlite-event-store.js';
import { openSqlite } from '../../src/sqlite/sqlite-database.js';
import { describeEventStore } from '../support/event-store.contract.js';
import { eventually } from '../support/eventually.js';
import { follow } from '../support/follower.js';
import { newEvent, newEvents, newStream } from '../support/new-events.js';
import { temporaryFile, type TemporaryFile } from './temporary-file.js';

describeEventStore('The event log in an SQLite file', async () => {
  const file = temporaryFile();
  const store = new SqliteEventStore(file.path);
  return {
    store,
    close: () => {
      store.close();
      file.remove();
    },
  };
});

describe('The event log in an SQLite file', () => {
  let file: TemporaryFile;
  let store: SqliteEventStore;
  beforeEach(() => {
    file = temporaryFile();
    store = new SqliteEventStore(file.path);
  });
  afterEach(() => {
    store.close();
    file.remove();
  });
  const reopen = (path = file.path) => {
    store.close();
    store = new SqliteEventStore(path);
  };
  const log = async () => (await store.readAll({ after: LOG_START, limit: 1_000 })).events;

  it('begins empty', async () => {
    expect(await store.head()).toBe(LOG_START);
    expect(await log()).toStrictEqual([]);
  });

  it('has everything after it was closed and opened again, and goes on from there', async () => {
    const stream = newStream();
    const { position } = await store.append(stream, NO_STREAM, newEvents(3));
    const before = await log();
    reopen();
    expect(await log()).toStrictEqual(before);
    expect(await store.head()).toBe(position);

    const next = await store.append(stream, 2, [newEvent()]);
    expect(next).toStrictEqual({ revision: 3, position: position + 1 });
    const follower = follow(store, { after: LOG_START });
    await eventually(async () => {
      expect(follower.events).toStrictEqual(await log());
    });
    await follower.stop();
  });

  it('knows a repetition after it was opened again', async () => {
    const [stream, events] = [newStream(), newEvents(2)];
    const first = await store.append(stream, NO_STREAM, events);
    reopen();
    expect(await store.append(stream, NO_STREAM, events)).toStrictEqual(first);
    expect(await log()).toHaveLength(2);
  });

  it('keeps what was waiting for the disk when it is closed', async () => {
    const [stream, event] = [newStream(), newEvent()];
    const appended = store.append(stream, NO_STREAM, [event]);
    reopen();
    expect(await appended).toStrictEqual({ revision: 0, position: 1 });
    expect(await log()).toMatchObject([{ stream, id: event.id }]);
  });

  it('is without a last write that was torn, whole otherwise, and takes the next', async () => {
    const stream = newStream();
    await store.append(stream, NO_STREAM, newEvents(2));
    const kept = await log();
    const whole = statSync(`${file.path}-wal`).size;
    await store.append(stream, 1, newEvents(2));

    // As the disk is left when the power goes while the second append is being written.
    const torn = `${file.path}-torn`;
    copyFileSync(file.path, torn);
    copyFileSync(`${file.path}-wal`, `${torn}-wal`);
    truncateSync(`${torn}-wal`, statSync(`${torn}-wal`).size - 100);
    expect(statSync(`${torn}-wal`).size).toBeGreaterThan(whole);
    reopen(torn);
    expect(await log()).toStrictEqual(kept);
    expect(await store.append(stream, 1, [newEvent()])).toMatchObject({ revision: 2 });
  });

  it('keeps none of an append of which one event can not be written, and all of its neighbour', async () => {
    const [stream, neighbour] = [newStream(), newStream()];
    const unwritable = { ...newEvent(), data: { step: 1n as unknown as number } };
    const refused = store.append(stream, NO_STREAM, [newEvent(), unwritable]);
    const appended = store.append(neighbour, NO_STREAM, [newEvent()]);
    await expect(refused).rejects.toMatchObject({
      code: 'EVENT_STORE_UNAVAILABLE',
      cause: { message: expect.stringContaining('BigInt') },
    });
    expect(await appended).toStrictEqual({ revision: 0, position: 1 });
    expect(await store.readStream(stream, { limit: 2 })).toStrictEqual([]);
  });

  it('goes on with a log of before, where every event stays what and where it was', async () => {
    const [stream, other, events] = [newStream(), newStream(), newEvents(3)];
    await store.append(stream, NO_STREAM, events.slice(0, 2));
    await store.append(other, NO_STREAM, events.slice(2));
    const before = await log();
    const old = temporaryFile();
    const db = openSqlite(old.path, { synchronous: 'FULL', migrations: EVENT_LOG_MIGRATIONS.slice(0, 1) });
    db.prepare('ATTACH ? AS written').run(file.path);
    db.exec('INSERT INTO events SELECT * FROM written.events; DETACH written');
    db.close();

    reopen(old.path);
    expect(await log()).toStrictEqual(before);
    expect(await store.append(stream, NO_STREAM, events.slice(0, 2))).toMatchObject({ revision: 1 });
    expect(await store.append(stream, 1, [newEvent()])).toStrictEqual({ revision: 2, position: 4 });
    expect(await store.damage(new AbortController().signal)).toBeUndefined();
    using changed = new DatabaseSync(old.path);
    expect(() => changed.exec('DELETE FROM events')).toThrow('append-only');
    expect(() => changed.exec("UPDATE events SET type = 'x'")).toThrow('append-only');
    reopen();
    old.remove();
  });

  it('has in no stream what stands before the beginning of the log', async () => {
    const stream = newStream();
    await store.append(stream, NO_STREAM, newEvents(1));
    using db = new DatabaseSync(file.path);
    for (const position of [0, -1])
      db.exec(`INSERT INTO events (position, stream, revision, id, type, data, metadata)
        SELECT ${position}, stream, ${1 - position}, id, type, data, metadata FROM events WHERE position = 1`);
    for (const direction of ['forwards', 'backwards'] as const)
      expect(await store.readStream(stream, { direction, limit: 9 })).toHaveLength(1);
    expect(await store.lastRevision(stream)).toBe(0);
    expect(await store.damage(new AbortController().signal)).toMatch(
      / stands before the beginning of the log$/,
    );
  });

  it('refuses an append of nothing', async () => {
    await expect(store.append(newStream(), NO_STREAM, [])).rejects.toThrow(TypeError);
  });

  it('says that it is unavailable, with the cause, when the file does not answer', async () => {
    await store.append(newStream(), NO_STREAM, newEvents(1));
    reopen();
    const closed = store;
    reopen();
    const read = { after: LOG_START, limit: 1, signal: new AbortController().signal };
    for (const ask of [
      () => closed.append(newStream(), NO_STREAM, [newEvent()]),
      () => closed.readStream(newStream(), { limit: 1 }),
      () => closed.readAll(read),
      () => closed.subscribe(read).next(),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'EVENT_STORE_UNAVAILABLE',
        cause: { code: expect.any(String) },
      });
    }
  });

  it('lets nobody change or remove an event', async () => {
    await store.append(newStream(), NO_STREAM, newEvents(2));
    const before = await log();
    const outsider = new DatabaseSync(file.path);
    for (const sql of [
      "UPDATE events SET data = '{}'",
      'UPDATE events SET position = position + 10 WHERE position = 2',
      'DELETE FROM events',
      'DELETE FROM events WHERE position = 2',
    ]) {
      expect(() => outsider.exec(sql)).toThrow('the log is append-only');
    }
    outsider.close();
    expect(await log()).toStrictEqual(before);
  });

  it('sends live events exactly as they are read later', async () => {
    const follower = follow(store, { after: LOG_START });
    await store.append(newStream(), NO_STREAM, [newEvent('Thing', { a: [1, null, { b: 'ß' }] })]);
    const live: readonly RecordedEvent[] = await eventually(() => {
      expect(follower.events).toHaveLength(1);
      return follower.events;
    });
    await follower.stop();
    reopen();
    expect(await log()).toStrictEqual(live);
  });
});
