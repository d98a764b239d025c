import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SqliteWrappedKeys } from '../../src/crypto/sqlite-wrapped-keys.js';
import { describeWrappedKeys } from '../support/wrapped-keys.contract.js';
import { temporaryFile } from './temporary-file.js';

describeWrappedKeys('An SQLite file', async () => {
  const file = temporaryFile();
  const keys = new SqliteWrappedKeys(file.path);
  return {
    keys,
    close: () => {
      keys.close();
      file.remove();
    },
  };
});

describe('Wrapped keys in an SQLite file', () => {
  it('are there after the file was closed and opened again, also one that waited for the disk', async () => {
    const file = temporaryFile();
    const before = new SqliteWrappedKeys(file.path);
    await before.keep('account/ada', 'hers');
    const waiting = before.keep('account/grace', 'also hers');
    before.close();
    expect(await waiting).toBe('also hers');

    const after = new SqliteWrappedKeys(file.path);
    expect(await after.find('account/ada')).toBe('hers');
    expect(await after.find('account/grace')).toBe('also hers');
    expect(await after.keep('account/ada', 'another')).toBe('hers');
    after.close();
    file.remove();
  });

  it('are destroyed at once while somebody reads, and in the log of the file once nobody does', async () => {
    const file = temporaryFile();
    const keys = new SqliteWrappedKeys(file.path);
    await keys.keep('account/ada', 'a key of hers');
    const filesWithIt = () =>
      [file.path, `${file.path}-wal`].filter((path) => readFileSync(path).includes('a key of hers'));
    const backup = new DatabaseSync(file.path, { readOnly: true });
    backup.exec('BEGIN');
    expect(backup.prepare('SELECT wrapped FROM wrapped_keys').all()).toHaveLength(1);

    const began = performance.now();
    expect(await keys.destroy('account/ada')).toBe(true);
    expect(await keys.find('account/ada')).toBeUndefined();
    expect(await keys.destroy('account/ada')).toBe(false);
    expect(await keys.destroyCopies()).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(filesWithIt()).toContain(`${file.path}-wal`);

    backup.close();
    expect(await keys.destroyCopies()).toBe(true);
    expect(filesWithIt()).toEqual([]);
    expect(await keys.keep('account/grace', 'also hers')).toBe('also hers');
    keys.close();
    file.remove();
  });

  it('leave nothing in a log that was left behind when the service died, nor when the next is destroyed', async () => {
    const file = temporaryFile();
    const keys = new SqliteWrappedKeys(file.path);
    for (const name of ['ada', 'grace']) await keys.keep(`account/${name}`, `a key of ${name}`);
    const backup = new DatabaseSync(file.path, { readOnly: true });
    backup.exec('BEGIN');
    backup.prepare('SELECT * FROM wrapped_keys').all();
    await keys.destroy('account/ada');
    const log = () => readFileSync(`${file.path}-wal`);
    expect(log().includes('a key of ada')).toBe(true);
    backup.close();
    const started = new SqliteWrappedKeys(file.path);
    expect(log().includes('a key of ada')).toBe(true);
    expect(await started.destroy('account/ada')).toBe(false);
    expect(log()).toHaveLength(0);
    expect(await keys.destroy('account/grace')).toBe(true);
    expect(log()).toHaveLength(0);
    for (const opened of [keys, started]) opened.close();
    file.remove();
  });
});
