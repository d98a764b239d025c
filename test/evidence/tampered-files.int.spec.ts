import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inCanonicalOrder } from '../../src/event-store/canonical-json.js';
import { eventHash } from '../../src/event-store/event-hash.js';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { ChainedLog } from '../support/chained-log.js';
import { BY_THE_SYSTEM, newEvent } from '../support/new-events.js';
import { Installation } from './installation.js';
import { databaseIn, forge, writeLife, wrongWith } from './tampering.js';

/** Lets somebody at the file of a log that was signed, and tells what the verifier then says. */
async function afterwards(sql: string): Promise<string | undefined> {
  await using it = new Installation();
  await writeLife(it.log);
  await it.notarise();
  expect(await wrongWith(it.storage)).toBeUndefined();
  await it.whileClosed((folder) => {
    using db = databaseIn(folder);
    db.exec(sql);
  });
  return await wrongWith(it.storage);
}

/** Makes room for an event before a position. */
const SHIFT = (position: number) =>
  `UPDATE events SET position = -position WHERE position >= ${position};
   UPDATE events SET position = 1 - position WHERE position < 0;`;

describe('A log in SQLite', () => {
  it.each<[string, string, string]>([
    [
      'a changed byte in data',
      `UPDATE events SET data = replace(data, '3', '9') WHERE position = 3`,
      'SomethingHappened at account-1@1 was changed: event 3 of the log is not what it was',
    ],
    [
      'a changed byte in the data of the newest event',
      `UPDATE events SET data = replace(data, '8', '9') WHERE position = 8`,
      'SomethingHappened at twoFactor-1@2 was changed: event 8 of the log is not what it was',
    ],
    [
      'a changed byte in metadata',
      `UPDATE events SET metadata = replace(metadata, 'system', 'System') WHERE position = 5`,
      'SomethingHappened at twoFactor-1@1 was changed: event 5 of the log is not what it was',
    ],
    [
      'a changed type',
      `UPDATE events SET type = 'NothingHappened' WHERE position = 4`,
      'NothingHappened at account-2@0 was changed: event 4 of the log is not what it was',
    ],
    [
      'a byte that leaves no JSON',
      `UPDATE events SET data = replace(data, '{', '[') WHERE position = 4`,
      'SomethingHappened at account-2@0 was changed: event 4 of the log is not what it was',
    ],
    [
      'half a character',
      String.raw`UPDATE events SET data = '{"value":"\ud800"}' WHERE position = 4`,
      'SomethingHappened at account-2@0 holds text that no JSON can hold',
    ],
    [
      'a removed event',
      'DELETE FROM events WHERE position = 3',
      'event 3 of the log was removed: it stood before SomethingHappened at account-2@0',
    ],
    [
      'a removed event, with its place closed',
      `DELETE FROM events WHERE position = 3;
       UPDATE events SET revision = 1 WHERE stream = 'account-1' AND revision = 2;`,
      'event 3 of the log was removed: it stood before SomethingHappened at account-2@0',
    ],
    [
      'several removed events',
      'DELETE FROM events WHERE position BETWEEN 2 AND 4',
      'events 2 to 4 of the log were removed: they stood before SomethingHappened at twoFactor-1@1',
    ],
    [
      'an added event',
      `${SHIFT(4)} INSERT INTO events SELECT 4, 'account-3', 0, 'another', type, data, metadata FROM events WHERE position = 1`,
      'SomethingHappened at account-3@0 was added as event 4 of the log',
    ],
    [
      'an event added at the end',
      `INSERT INTO events SELECT 9, 'account-1', 3, 'another', type, data, metadata FROM events WHERE position = 6`,
      'account-1@2 is not the event SomethingHappened at account-1@3 was written behind',
    ],
    [
      'two neighbours that changed places',
      `UPDATE events SET position = -3 WHERE position = 3; UPDATE events SET position = 3 WHERE position = 4;
       UPDATE events SET position = 4 WHERE position = -3;`,
      'SomethingHappened at account-2@0 and SomethingHappened at account-1@1 changed places, events 3 of the log and 4',
    ],
    [
      'two events far apart that changed places',
      `UPDATE events SET position = -2 WHERE position = 2; UPDATE events SET position = 2 WHERE position = 7;
       UPDATE events SET position = 7 WHERE position = -2;`,
      'SomethingHappened at account-2@1 was moved: it was event 7, and is event 2 of the log',
    ],
    [
      'a truncated stream',
      `DELETE FROM events WHERE stream = 'account-1' AND revision = 2`,
      'event 6 of the log was removed: it stood before SomethingHappened at account-2@1',
    ],
    [
      'a truncated log',
      'DELETE FROM events WHERE position > 6',
      'the log was truncated: it ends with event 6, SomethingHappened at account-1@2, and had 8',
    ],
    ...[0, -1].map((position): [string, string, string] => [
      `an event added at position ${String(position)}, where nobody looks`,
      `INSERT INTO events SELECT ${String(position)}, 'account-1', 3, 'another', type, data, metadata FROM events WHERE position = 6`,
      'SomethingHappened at account-1@3 stands before the beginning of the log',
    ]),
    ['an emptied log', 'DELETE FROM events', 'the log was truncated: it is empty and had 8'],
  ])('with %s is found out, and the event named', async (_what, sql, line) => {
    expect(await afterwards(sql)).toBe(line);
  });

  it.each([
    ['a name twice, of which SQL reads the first', `data = '{"value":9,"value":3}'`],
    ['white space', `data = '{ "value":3}'`],
    ['another order', `metadata = json_set(json_remove(metadata, '$.at'), '$.at', metadata ->> '$.at')`],
  ])('with %s in a text that says the same is found out', async (_what, change) => {
    expect(await afterwards(`UPDATE events SET ${change} WHERE position = 3`)).toBe(
      'SomethingHappened at account-1@1 is stored otherwise than it was written',
    );
  });

  it.each([
    ['id', '1'],
    ['id', 'NULL'],
    ['type', '2'],
    ['stream', 'NULL'],
  ])('with a name that is no text any more is found out: %s is %s', async (column, value) => {
    const found = await afterwards(`
      CREATE TEMP TABLE strict AS SELECT sql FROM sqlite_schema WHERE name = 'events';
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ') STRICT', ')'), ' NOT NULL', ''), 'TEXT', 'BLOB')
       WHERE name = 'events';
      PRAGMA writable_schema = RESET;
      UPDATE events SET ${column} = ${value} WHERE position = 3;
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = (SELECT sql FROM strict) WHERE name = 'events';
      PRAGMA writable_schema = RESET;`);
    expect(found).toMatch(/^\S+ at \S+ was changed: event 3 of the log is not what it was$/);
  });

  it('whose event is divided elsewhere, and gives the same text, is found out', async () => {
    await using it = new Installation();
    await writeLife(it.log);
    await it.log.append('account-3', { a: 1, id: 'evil', metadata: { at: 'x' } });
    await it.notarise();
    expect(await wrongWith(it.storage)).toBeUndefined();
    await it.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec(`UPDATE events SET data = '{"value":{"a":1', id = 'evil',
          metadata = '{"at":"x"}}},"id":"' || id || '","metadata":' || metadata
        WHERE position = 9`);
    });
    expect(await wrongWith(it.storage)).toBe(
      'SomethingHappened at account-3@0 was changed: event 9 of the log is not what it was',
    );
  });

  it('is not accused for what an event says deeper down of an event before it', async () => {
    await using it = new Installation();
    const metadata = inCanonicalOrder({ ...BY_THE_SYSTEM, actor: { previousHash: 'x' }, previousHash: null });
    await it.storage.eventStore.append('account-1', NO_STREAM, [
      newEvent('SomethingHappened', { value: 1 }, metadata),
    ]);
    await it.notarise();
    expect(await wrongWith(it.storage)).toBeUndefined();
  });

  it('whose past was rewritten with a consistent chain is found out by a head kept elsewhere', async () => {
    await using it = new Installation();
    await using other = new Installation();
    await writeLife(it.log);
    const head = await it.notarise();
    for (const value of [1, 2, 3]) await other.log.append('account-1', value);
    await other.log.append('account-2', ...[4, 5, 6, 7, 8]);
    await other.notarise();
    expect(await wrongWith(other.storage)).toBeUndefined();
    expect(await wrongWith(other.storage, [head!])).toBe(
      `events 1 to 8 of the log are not those signed at ${head!.signedAt}: the past was rewritten`,
    );
  });

  it('whose past was rewritten after a head that still holds is found out from there on', async () => {
    await using it = new Installation();
    await using other = new Installation();
    await it.log.append('account-1', 1);
    const first = await it.notarise();
    await it.log.append('account-1', 2);
    const second = await it.notarise();
    const { events } = await it.storage.eventStore.readAll({ after: 0, limit: 1 });
    const [{ id, type, data, metadata }] = events as [(typeof events)[0]];
    await other.storage.eventStore.append('account-1', -1, [{ id, type, data, metadata }]);
    await other.storage.eventStore.append('account-1', 0, [
      { id: 'another', type, data, metadata: { ...metadata, previousHash: eventHash(events[0]!) } },
    ]);
    expect(await wrongWith(other.storage, [first!, second!])).toBe(
      `events 2 to 2 of the log are not those signed at ${second!.signedAt}: the past was rewritten`,
    );
  });

  it('with an event behind the last of a stream is found out by who has the key, also once it was signed', async () => {
    await using it = new Installation();
    const { eventStore } = it.storage;
    await writeLife(new ChainedLog(eventStore, await it.key.macs()));
    await it.notarise();
    const authenticity = await it.key.authenticity();
    expect(await wrongWith(it.storage, [], authenticity)).toBeUndefined();
    await forge(eventStore, 'account-2');
    const line = 'SomethingHappened at account-2@2 was not written by this service';
    expect(await wrongWith(it.storage, [], authenticity)).toBe(line);
    await it.notarise();
    expect(await wrongWith(it.storage, [], authenticity)).toBe(line);
    expect(await wrongWith(it.storage)).toBeUndefined();
  });

  it('without a tree is still found out by its chains', async () => {
    await using it = new Installation();
    await writeLife(it.log);
    await it.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec(`UPDATE events SET data = '{"value":9}' WHERE position = 3`);
    });
    expect(await wrongWith(it.storage)).toBe(
      'account-1@1 is not the event SomethingHappened at account-1@2 was written behind',
    );
  });

  it('that lost a hash is found out', async () => {
    await using it = new Installation();
    await writeLife(it.log);
    await it.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec(`UPDATE events SET metadata = json_remove(metadata, '$.previousHash') WHERE position = 7`);
    });
    expect(await wrongWith(it.storage)).toBe(
      'SomethingHappened at account-2@1 carries no hash of the event before it',
    );
  });

  it('may begin with events from before there were hashes', async () => {
    await using it = new Installation();
    const store = it.storage.eventStore;
    await store.append('account-1', NO_STREAM, [newEvent()]);
    const [old] = await store.readStream('account-1', { limit: 1 });
    const metadata = inCanonicalOrder({ ...BY_THE_SYSTEM, previousHash: eventHash(old!) });
    await store.append('account-1', 0, [newEvent('SomethingHappened', {}, metadata)]);
    expect(await wrongWith(it.storage)).toBeUndefined();
  });

  it.each<[string, string, number]>([
    ['changed', 'UPDATE tree_tiles SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB)', 1],
    ['cut', 'UPDATE tree_tiles SET hashes = substr(hashes, 1, 47)', 1],
    ['emptied', `UPDATE tree_tiles SET hashes = x''`, 1],
    ['removed', 'DELETE FROM tree_tiles', 1],
    ['said to be larger', 'UPDATE tree SET size = 900', 1],
    [
      'said to be larger than it is, and grown',
      'UPDATE tree SET size = 900; UPDATE tree_tiles SET hashes = CAST(hashes || zeroblob(8192) AS BLOB)',
      9,
    ],
  ])('is right although the tree kept beside it was %s, which is told', async (_what, sql, event) => {
    await using it = new Installation();
    await writeLife(it.log);
    await it.notarise();
    await it.whileClosed((folder) => {
      using db = new DatabaseSync(join(folder, 'evidence.db'));
      db.exec(sql);
    });
    expect(await wrongWith(it.storage)).toBe(
      `the log is right as far as it was signed, but the tree kept beside it (evidence.db, or PostgreSQL) was changed at event ${event}`,
    );
  });

  it('that is shorter than its tree, where nothing was signed, is not accused alone', async () => {
    await using it = new Installation();
    await writeLife(it.log);
    await it.keeper.catchUp();
    await it.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec('DELETE FROM events WHERE position = 8');
    });
    expect(await wrongWith(it.storage)).toBe(
      'the log ends with event 7, SomethingHappened at account-2@1, and the tree kept beside it (evidence.db, or PostgreSQL) has 8: one of them was changed, and what was not signed does not tell which',
    );
  });

  it('that was changed together with the tree is still accused by its chains', async () => {
    await using it = new Installation();
    await writeLife(it.log);
    await it.notarise();
    await it.whileClosed((folder) => {
      using evidence = new DatabaseSync(join(folder, 'evidence.db'));
      evidence.exec('DELETE FROM tree_tiles');
      using db = databaseIn(folder);
      db.exec(`UPDATE events SET data = '{"value":9}' WHERE position = 3`);
    });
    expect(await wrongWith(it.storage)).toBe(
      'account-1@1 is not the event SomethingHappened at account-1@2 was written behind',
    );
  });
});
