import { DatabaseSync } from 'node:sqlite';
import { LOG_START, NO_STREAM } from '../../src/event-store/event-store.js';
import { SqliteEventStore } from '../../src/event-store/sqlite-event-store.js';
import { eventually } from '../support/eventually.js';
import { follow } from '../support/follower.js';
import { newEvent, newStream } from '../support/new-events.js';
import { HeldDisk } from './held-disk.js';
import { temporaryFile, type TemporaryFile } from './temporary-file.js';

describe('An event that is not on the disk yet', () => {
  let file: TemporaryFile;
  let store: SqliteEventStore;
  let disk: HeldDisk;
  beforeEach(() => {
    file = temporaryFile();
    store = new SqliteEventStore(file.path);
    disk = new HeldDisk();
    Object.assign(Reflect.get(store, 'log') as object, { sync: disk.sync });
  });
  afterEach(() => {
    store.close();
    file.remove();
  });

  it('is shown to nobody, whichever way they look', async () => {
    const stream = newStream();
    const follower = follow(store, { after: LOG_START });
    const appending = store.append(stream, NO_STREAM, [newEvent()]);
    await eventually(() => {
      expect(disk.asked).toBe(1);
    });
    const raw = new DatabaseSync(file.path, { readOnly: true });
    expect(raw.prepare('SELECT count(*) AS events FROM events').get()).toMatchObject({ events: 1 });
    raw.close();

    let read = false;
    const reading = store.readStream(stream, { limit: 1 }).finally(() => (read = true));
    expect(await store.head()).toBe(LOG_START);
    expect(await store.readAll({ after: LOG_START, limit: 10 })).toStrictEqual({
      events: [],
      position: LOG_START,
    });
    await new Promise(setImmediate);
    expect(read).toBe(false);
    expect(follower.events).toStrictEqual([]);

    disk.takesIt();
    const { position } = await appending;
    const [event] = await reading;
    expect(event).toMatchObject({ stream, position });
    expect(await store.head()).toBe(position);
    await eventually(() => {
      expect(follower.events).toStrictEqual([event]);
    });
    await follower.stop();
  });

  it('is not shown later either when the disk fails', async () => {
    const stream = newStream();
    const appending = store.append(stream, NO_STREAM, [newEvent()]);
    appending.catch(() => undefined);
    await eventually(() => {
      expect(disk.asked).toBe(1);
    });
    disk.fails(new Error('EIO'));
    const unavailable = { code: 'EVENT_STORE_UNAVAILABLE' };
    await expect(appending).rejects.toMatchObject(unavailable);
    await expect(store.readStream(stream, { limit: 1 })).rejects.toMatchObject(unavailable);
    expect(await store.head()).toBe(LOG_START);
  });
});
