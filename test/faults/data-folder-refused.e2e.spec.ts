import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ADA } from '../support/facts.js';
import { countersign, newFolder, start } from '../support/process.js';
import { mayMount, protectedFolder, readOnlyMount } from './disks.js';
import { copyOf, refusal, usedFolder } from './refusals.js';

let used: string;
beforeAll(async () => {
  used = await usedFolder();
});

describe('A data folder that cannot be one', () => {
  it('is named when it is a file', async () => {
    const folder = join(newFolder(), 'data');
    writeFileSync(folder, '');
    expect(await refusal({ folder })).toBe(
      `The data folder ${folder} cannot be written: it is a file. Set DATA_DIR to a folder that can.`,
    );
  });

  it('is named when it lies in a file', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusal({ folder: join(file, 'data') })).toBe(
      `The data folder ${join(file, 'data')} cannot be written: not a directory. Set DATA_DIR to a folder that can.`,
    );
  });

  const ways = [{ way: 'by its permissions', make: protectedFolder, reason: 'permission denied' }];
  if (mayMount()) ways.push({ way: 'by its mount', make: readOnlyMount, reason: 'read-only file system' });
  it.each(ways)('is named when it is read-only $way', async ({ make, reason }) => {
    const { folder, before, dispose } = make();
    try {
      expect(await refusal({ folder, command: [...before, ...countersign()] })).toBe(
        `The data folder ${folder} cannot be written: ${reason}. Set DATA_DIR to a folder that can.`,
      );
    } finally {
      dispose();
    }
  });

  it('is named when another Countersign runs on it, which goes on undisturbed', async () => {
    const service = await start({ folder: copyOf(used) });
    const { folder } = service;
    expect(await refusal({ folder })).toBe(
      `Another Countersign already runs on the data folder ${folder}. Stop it first, or set DATA_DIR to another folder.`,
    );
    expect(await service.client().signIn(ADA)).toMatchObject({ __typename: 'SignedIn' });
    expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('Data made with another master key', () => {
  /** The name a key goes by: the first 8 bytes of its SHA-256. */
  const idOf = (key: string) =>
    createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 16);

  it('is told by the names of both keys', async () => {
    const other = randomBytes(32).toString('base64');
    const right = readFileSync(join(used, 'master.key'), 'utf8');
    const line = await refusal({ folder: used, environment: { MASTER_KEY: other } });
    expect(line).toBe(
      `The data in ${used} was made with master key ${idOf(right)}, but the configured one is ${idOf(other)}. ` +
        'Set MASTER_KEY or MASTER_KEY_FILE to the key it was made with.',
    );
  });

  it('is told when the key of a development folder is gone, and no new one is made', async () => {
    const folder = copyOf(used);
    const path = join(folder, 'master.key');
    rmSync(path);
    expect(await refusal({ folder })).toBe(
      `The data in ${folder} was made with a master key, and none is configured: ` +
        `set MASTER_KEY or MASTER_KEY_FILE to it, or put ${path} back.`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('is told when the key of a development folder is damaged', async () => {
    const folder = copyOf(used);
    const path = join(folder, 'master.key');
    writeFileSync(path, 'hunter2');
    expect(await refusal({ folder })).toContain(`${path} does not hold a master key`);
  });
});

describe('A damaged file of the data folder', () => {
  it.each([
    ['events.db', 'Put the folder back from a backup.'],
    ['access.db', 'Put the folder back from a backup.'],
    ['keys.db', 'Put the folder back from a backup.'],
    ['read-model.db', 'Delete it: it is made anew from the log.'],
    ['service.lock', 'Delete it: nothing is in it.'],
  ])('is named, with what helps: %s', async (file, remedy) => {
    const folder = copyOf(used);
    const path = join(folder, file);
    const damaged = randomBytes(20_000);
    writeFileSync(path, damaged);
    expect(await refusal({ folder })).toBe(`${path} cannot be opened: file is not a database. ${remedy}`);
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  it.each(['read-model.db', 'service.lock'])('does no harm once deleted, as advised: %s', async (file) => {
    const folder = copyOf(used);
    rmSync(join(folder, file));
    const service = await start({ folder });
    const client = service.client();
    expect(await client.signIn(ADA)).toMatchObject({ __typename: 'SignedIn' });
    expect(await client.query('{ viewer { account { username } } }')).toEqual({
      viewer: { account: { username: ADA.username } },
    });
    await service.stop();
  });

  it('is named when a newer version wrote it', async () => {
    const folder = copyOf(used);
    const path = join(folder, 'events.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(await refusal({ folder })).toBe(
      `${path} cannot be opened: it was written by a newer version of Countersign (schema 99).`,
    );
  });
});
