import type { DatabaseSync } from 'node:sqlite';
import { SqliteWrappedKeys } from '../../src/crypto/sqlite-wrapped-keys.js';
import { SqliteEventStore } from '../../src/event-store/sqlite-event-store.js';
import { AccessDatabase } from '../../src/sqlite/access-database.js';
import { temporaryFile } from './temporary-file.js';

/** What https://www.sqlite.org/pragma.html#pragma_synchronous calls FULL. */
const FULL = 2;

describe('A write that was answered', () => {
  it.each([
    ['the event log', SqliteEventStore],
    ['wrapped keys', SqliteWrappedKeys],
    ['challenges, sessions and API keys', AccessDatabase],
  ])('is on the disk, not on its way there: %s', (_, Store) => {
    const file = temporaryFile();
    const store = new Store(file.path);
    // The setting is the connection's own, so it cannot be asked for from outside.
    const db = Reflect.get(store, 'db') as DatabaseSync;
    expect(db.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: FULL });
    expect(db.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    store.close();
    file.remove();
  });
});
