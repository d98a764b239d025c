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
});
