import type { DatabaseSync } from 'node:sqlite';
import { GroupCommit } from '../../src/sqlite/group-commit.js';
import { openSqlite } from '../../src/sqlite/sqlite-database.js';
import { eventually } from '../support/eventually.js';
import { HeldDisk } from './held-disk.js';
import { temporaryFile, type TemporaryFile } from './temporary-file.js';
import { commitsIn } from './wal-commits.js';

describe('Writes on their way to the disk', () => {
  let file: TemporaryFile;
  let db: DatabaseSync;
  let disk: HeldDisk;
  let commits: GroupCommit;
  beforeEach(() => {
    file = temporaryFile();
    db = openSqlite(file.path, {
      synchronous: 'FULL',
      migrations: ['CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT;'],
    });
    disk = new HeldDisk();
    commits = new GroupCommit(db, disk);
  });
  afterEach(() => {
    db.close();
    file.remove();
  });

  /** A write, and whether it was answered already. */
  const write = (n: number) => {
    const written = { answered: false, answer: Promise.resolve(0) };
    written.answer = commits
      .write(() => {
        db.prepare('INSERT INTO numbers VALUES (?)').run(n);
        return n;
      })
      .finally(() => (written.answered = true));
    written.answer.catch(() => undefined);
    return written;
  };
  const asked = (times: number) =>
    eventually(() => {
      expect(disk.asked).toBe(times);
    });
  const aTurn = () => new Promise(setImmediate);

  it('are committed, and answered once it has them', async () => {
    const before = commitsIn(file.path);
    const one = write(1);
    await asked(1);
    await aTurn();
    expect(commitsIn(file.path) - before).toBe(1);
    expect(one.answered).toBe(false);
    disk.takesIt();
    expect(await one.answer).toBe(1);
  });

  it('are waited for by those that arrive meanwhile, which then share a commit', async () => {
    const one = write(1);
    await asked(1);
    const before = commitsIn(file.path);
    const others = [write(2), write(3)];
    await aTurn();
    expect(commitsIn(file.path)).toBe(before);
    disk.takesIt();
    expect(await one.answer).toBe(1);
    await asked(2);
    expect(commitsIn(file.path) - before).toBe(1);
    expect(others.map(({ answered }) => answered)).toStrictEqual([false, false]);
    disk.takesIt();
    expect(await Promise.all(others.map(({ answer }) => answer))).toStrictEqual([2, 3]);
  });

  it('are no longer on their way when somebody asks for them at once', async () => {
    const one = write(1);
    await asked(1);
    const two = write(2);
    commits.flush();
    expect(disk.asked).toBe(2);
    expect(await Promise.all([one.answer, two.answer])).toStrictEqual([1, 2]);
  });

  it('can be waited for by who has read them', async () => {
    await commits.durable();
    write(1);
    await asked(1);
    let durable = false;
    const waiting = commits.durable().then(() => (durable = true));
    await aTurn();
    expect(durable).toBe(false);
    disk.takesIt();
    expect(await waiting).toBe(true);
  });

  it('are not promised when it fails, nor is any later one: it may have forgotten what it could not write', async () => {
    const fault = new Error('EIO');
    const one = write(1);
    await asked(1);
    const waiting = write(2);
    disk.fails(fault);
    const unavailable = { code: 'STORAGE_UNAVAILABLE', cause: fault };
    await expect(one.answer).rejects.toMatchObject(unavailable);
    await expect(waiting.answer).rejects.toMatchObject(unavailable);
    await expect(write(3).answer).rejects.toMatchObject(unavailable);
    await expect(commits.durable()).rejects.toMatchObject(unavailable);
    expect(disk.asked).toBe(1);
  });

  it('leave everything else to wait for the disk as it always does', async () => {
    const one = write(1);
    await asked(1);
    const FULL = 2;
    expect(db.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: FULL });
    disk.takesIt();
    await one.answer;
  });
});
