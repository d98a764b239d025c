import { readFileSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openSqlite } from '../../src/sqlite/sqlite-database.js';
import { temporaryFile, type TemporaryFile } from './temporary-file.js';

const FIRST = "CREATE TABLE words (word TEXT) STRICT; INSERT INTO words VALUES ('first');";
const SECOND = "INSERT INTO words VALUES ('second');";

describe('A database file', () => {
  let file: TemporaryFile;
  const opened: DatabaseSync[] = [];
  beforeEach(() => {
    file = temporaryFile();
  });
  afterEach(() => {
    for (const db of opened.splice(0)) db.close();
    file.remove();
  });
  const open = (migrations: readonly string[], synchronous: 'FULL' | 'NORMAL' = 'FULL') => {
    const db = openSqlite(file.path, { synchronous, migrations });
    opened.push(db);
    return db;
  };
  const words = (db: DatabaseSync) =>
    db
      .prepare('SELECT word FROM words')
      .all()
      .map(({ word }) => word);
  const setting = (db: DatabaseSync, name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get()!)[0];

  it('is brought up to date in order, and each step is done once', () => {
    expect(words(open([FIRST]))).toStrictEqual(['first']);
    expect(words(open([FIRST]))).toStrictEqual(['first']);
    expect(words(open([FIRST, SECOND]))).toStrictEqual(['first', 'second']);
    expect(words(open([FIRST, SECOND]))).toStrictEqual(['first', 'second']);
  });

  it('is refused when a newer version of the service wrote it, and left as it was', () => {
    open([FIRST, SECOND]).close();
    opened.pop();
    const before = readFileSync(file.path);
    expect(() => open([FIRST])).toThrow('written by a newer version of Countersign (schema 2)');
    expect(readFileSync(file.path)).toStrictEqual(before);
  });

  it('keeps nothing of an update that fails, and can be brought up to date later', () => {
    open([FIRST]);
    expect(() => open([FIRST, `${SECOND} INSERT INTO nowhere VALUES (1);`])).toThrow('nowhere');
    expect(words(open([FIRST]))).toStrictEqual(['first']);
    expect(words(open([FIRST, SECOND]))).toStrictEqual(['first', 'second']);
  });

  it('is refused when it is something else, and left as it was', () => {
    const text = 'not a database at all, but long enough to be taken for one. '.repeat(50);
    writeFileSync(file.path, text);
    expect(() => open([FIRST])).toThrow('not a database');
    expect(readFileSync(file.path, 'utf8')).toBe(text);
  });

  it.each([
    ['FULL', 2],
    ['NORMAL', 1],
  ] as const)('is written ahead, and synchronised as asked: %s', (synchronous, level) => {
    const db = open([FIRST], synchronous);
    expect(setting(db, 'journal_mode')).toBe('wal');
    expect(setting(db, 'synchronous')).toBe(level);
  });

  it('leaves nothing readable of what was deleted', () => {
    const secret = 'forget me '.repeat(40);
    const db = open([FIRST]);
    db.prepare('INSERT INTO words VALUES (?)').run(secret);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(readFileSync(file.path).includes(secret)).toBe(true);
    db.prepare('DELETE FROM words WHERE word = ?').run(secret);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(readFileSync(file.path).includes(secret)).toBe(false);
  });

  describe('in a transaction', () => {
    it('keeps all of the work, and answers with its result', () => {
      const db = open([FIRST]);
      const result = inTransaction(db, () => {
        db.exec(SECOND);
        return 'done';
      });
      expect(result).toBe('done');
      expect(db.isTransaction).toBe(false);
      expect(words(db)).toStrictEqual(['first', 'second']);
    });

    it('keeps none of work that fails', () => {
      const db = open([FIRST]);
      const work = () => {
        db.exec(SECOND);
        throw new RangeError('halfway');
      };
      expect(() => inTransaction(db, work)).toThrow(RangeError);
      expect(db.isTransaction).toBe(false);
      expect(words(db)).toStrictEqual(['first']);
    });

    it('tells the fault itself when it has already ended the transaction', () => {
      const db = open([FIRST]);
      db.exec('CREATE TABLE once (n INTEGER PRIMARY KEY) STRICT; INSERT INTO once VALUES (1);');
      const work = () => {
        db.exec(SECOND);
        db.exec('INSERT OR ROLLBACK INTO once VALUES (1)');
      };
      expect(() => inTransaction(db, work)).toThrow('UNIQUE constraint failed');
      expect(words(db)).toStrictEqual(['first']);
    });
  });
});
