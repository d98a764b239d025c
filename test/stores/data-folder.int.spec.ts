import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CannotStart } from '../../src/config/cannot-start.js';
import { lockDataFolder, prepareDataFolder } from '../../src/sqlite/data-folder.js';
import { temporaryFile, type TemporaryFile } from './temporary-file.js';

describe('A data folder', () => {
  let file: TemporaryFile;
  let folder: string;
  beforeEach(() => {
    file = temporaryFile();
    folder = join(dirname(file.path), 'deep', 'data');
  });
  afterEach(() => file.remove());

  it('is made with the folders above it, for nobody else to look into', () => {
    prepareDataFolder(folder);
    for (const path of [folder, dirname(folder)]) expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it('is taken as it is when it is there', () => {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    chmodSync(folder, 0o750);
    writeFileSync(join(folder, 'events.db'), 'kept');
    prepareDataFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o750);
    expect(readdirSync(folder)).toStrictEqual(['events.db']);
  });

  it('that cannot be one is refused, and the message says which setting to change', () => {
    writeFileSync(file.path, 'a file');
    const prepare = () => prepareDataFolder(join(file.path, 'data'));
    expect(prepare).toThrow(CannotStart);
    expect(prepare).toThrow(/ENOTDIR.*DATA_DIR/);
  });

  describe('that is locked', () => {
    let unlock: (() => void) | undefined;
    beforeEach(() => {
      prepareDataFolder(folder);
      unlock = lockDataFolder(folder);
    });
    afterEach(() => unlock?.());

    it('is nobody else’s', () => {
      expect(unlock).toBeDefined();
      expect(lockDataFolder(folder)).toBeUndefined();
      expect(lockDataFolder(folder)).toBeUndefined();
    });

    it('is free again after it was let go, and can be taken again', () => {
      unlock?.();
      unlock = lockDataFolder(folder);
      expect(unlock).toBeDefined();
      expect(lockDataFolder(folder)).toBeUndefined();
    });

    it('may be let go twice', () => {
      unlock?.();
      expect(() => unlock?.()).not.toThrow();
    });

    it('does not keep another folder from being taken', () => {
      const other = join(dirname(folder), 'other');
      prepareDataFolder(other);
      const unlockOther = lockDataFolder(other);
      expect(unlockOther).toBeDefined();
      unlockOther?.();
    });
  });
});
