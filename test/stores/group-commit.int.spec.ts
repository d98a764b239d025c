import type { DatabaseSync } from 'node:sqlite';
import { GroupCommit } from '../../src/sqlite/group-commit.js';
import { openSqlite } from '../../src/sqlite/sqlite-database.js';
import { WriteAheadLog } from '../../src/sqlite/write-ahead-log.js';
import { temporaryFile, type TemporaryFile } from './temporary-file.js';
import { commitsIn } from './wal-commits.js';

describe('Writes that share a commit', () => {
  let file: TemporaryFile;
  let db: DatabaseSync;
  let log: WriteAheadLog;
  let commits: GroupCommit;
  beforeEach(() => {
    file = temporaryFile();
    db = openSqlite(file.path, {
      synchronous: 'FULL',
      migrations: [
        `CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT;
         CREATE TABLE halves (n INTEGER REFERENCES numbers DEFERRABLE INITIALLY DEFERRED) STRICT;`,
      ],
    });
    log = new WriteAheadLog(file.path);
    commits = new GroupCommit(db, log);
  });
  afterEach(() => {
    log.close();
    if (db.isOpen) db.close();
    file.remove();
  });

  const insert = (...numbers: readonly number[]) => {
    for (const n of numbers) db.prepare('INSERT INTO numbers VALUES (?)').run(n);
    return numbers.length;
  };
  const stored = () =>
    db
      .prepare('SELECT n FROM numbers ORDER BY n')
      .all()
      .map(({ n }) => n);
  const fails = (message: string) => () => {
    throw new Error(message);
  };

  it('share one when they arrive together, and each is answered with its own result', async () => {
    const before = commitsIn(file.path);
    const writes = Array.from({ length: 50 }, (_, n) =>
      commits.write(() => {
        insert(n);
        return `wrote ${n}`;
      }),
    );
    expect(stored()).toStrictEqual([]);
    expect(await Promise.all(writes)).toStrictEqual(writes.map((_, n) => `wrote ${n}`));
    expect(commitsIn(file.path) - before).toBe(1);
    expect(stored()).toHaveLength(50);
  });

  it('have one each when they come one after the other', async () => {
    const before = commitsIn(file.path);
    for (const n of [1, 2, 3]) await commits.write(() => insert(n));
    expect(commitsIn(file.path) - before).toBe(3);
  });

  it('are answered after the commit, not before', async () => {
    let answered = false;
    const write = commits
      .write(() => {
        insert(1);
        return db.isTransaction;
      })
      .then((inside) => {
        answered = true;
        return { inside, after: db.isTransaction };
      });
    await Promise.resolve();
    expect(answered).toBe(false);
    expect(await write).toStrictEqual({ inside: true, after: false });
  });

  it('see what those before them wrote', async () => {
    const [, count] = await Promise.all([
      commits.write(() => insert(1)),
      commits.write(() => stored().length),
    ]);
    expect(count).toBe(1);
  });

  it('are not taken down by one that fails', async () => {
    const outcomes = await Promise.allSettled([
      commits.write(() => insert(1)),
      commits.write(fails('no')),
      commits.write(() => insert(2)),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: { message: 'no' } },
      { status: 'fulfilled', value: 1 },
    ]);
    expect(stored()).toStrictEqual([1, 2]);
  });

  it('keep nothing of one that fails halfway, alone or among others', async () => {
    const halfway = () => {
      insert(10, 11);
      throw new Error('halfway');
    };
    await expect(commits.write(halfway)).rejects.toThrow('halfway');
    expect(stored()).toStrictEqual([]);

    const among = [commits.write(() => insert(1)), commits.write(halfway), commits.write(() => insert(10))];
    expect(await Promise.allSettled(among)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { message: 'halfway' } },
      { status: 'fulfilled' },
    ]);
    expect(stored()).toStrictEqual([1, 10]);
  });

  it('fail under the service’s own name for it when SQLite refuses, alone or among others', async () => {
    await commits.write(() => insert(1));
    const again = () => insert(1);
    const unavailable = {
      code: 'STORAGE_UNAVAILABLE',
      cause: { message: expect.stringContaining('UNIQUE') },
    };
    await expect(commits.write(again)).rejects.toMatchObject(unavailable);
    const [refused] = await Promise.allSettled([commits.write(again), commits.write(() => insert(2))]);
    expect(refused).toMatchObject({ status: 'rejected', reason: unavailable });
    expect(stored()).toStrictEqual([1, 2]);
  });

  it('keep nothing of one whose fault shows only at the commit', async () => {
    const orphan = () => {
      insert(10);
      db.exec('INSERT INTO halves VALUES (99)');
    };
    const outcomes = await Promise.allSettled([commits.write(() => insert(1)), commits.write(orphan)]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      {
        status: 'rejected',
        reason: { code: 'STORAGE_UNAVAILABLE', cause: { message: expect.stringContaining('FOREIGN KEY') } },
      },
    ]);
    expect(stored()).toStrictEqual([1]);
    expect(await commits.write(() => insert(2))).toBe(1);
  });

  it('all fail when the database does not answer, and the next ones do not wait for ever', async () => {
    db.close();
    const failed = { status: 'rejected', reason: { code: 'ERR_INVALID_STATE' } };
    const together = [commits.write(() => insert(1)), commits.write(() => insert(2))];
    expect(await Promise.allSettled(together)).toMatchObject([failed, failed]);
    expect(await Promise.allSettled([commits.write(() => insert(3))])).toMatchObject([failed]);
  });

  it('are committed at once when somebody asks, without waiting for others', async () => {
    const write = commits.write(() => insert(1));
    commits.flush();
    expect(stored()).toStrictEqual([1]);
    expect(await write).toBe(1);
  });

  it('may arrive while others are being committed', async () => {
    const inner: Promise<number>[] = [];
    await commits.write(() => {
      inner.push(commits.write(() => insert(2)));
      return insert(1);
    });
    expect(await Promise.all(inner)).toStrictEqual([1]);
    expect(stored()).toStrictEqual([1, 2]);
  });
});
