import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteApiKeys } from '../../src/access/sqlite-api-keys.js';
import { checkMasterKeys, checkOnlyOurs, moveApiKeys, moveKeys } from '../../src/cluster/move-keys.js';
import { MasterKeys, newKey } from '../../src/crypto/master-keys.js';
import { SqliteWrappedKeys } from '../../src/crypto/sqlite-wrapped-keys.js';
import { AccessDatabase } from '../../src/sqlite/access-database.js';
import { another, API_KEY, inSeconds } from '../support/access-facts.js';
import { temporaryFolder } from '../support/service.js';

function openKeys(folder: string, name: string) {
  const wrappedKeys = new SqliteWrappedKeys(join(folder, `${name}-keys.db`));
  const access = new AccessDatabase(join(folder, `${name}-access.db`));
  const close = () => {
    wrappedKeys.close();
    access.close();
  };
  return { wrappedKeys, apiKeys: new SqliteApiKeys(access), close };
}

describe('Moving keys', () => {
  const master = newKey();
  const masterKeys = new MasterKeys([master]);
  const wrapFor = (owner: string) => masterKeys.wrap(newKey(), owner);
  let folder: string;
  let source: ReturnType<typeof openKeys>;
  let target: ReturnType<typeof openKeys>;
  beforeEach(() => {
    folder = temporaryFolder();
    source = openKeys(folder, 'source');
    target = openKeys(folder, 'target');
  });
  afterEach(() => {
    source.close();
    target.close();
    rmSync(folder, { recursive: true });
  });

  it('brings all of them, over many pages, also when some are there already', async () => {
    const owners = Array.from({ length: 1_203 }, (_, number) => `account/${String(number)}`);
    await Promise.all(owners.map((owner) => source.wrappedKeys.keep(owner, wrapFor(owner))));
    const there = await source.wrappedKeys.page('', 700);
    await Promise.all(there.map(({ owner, wrapped }) => target.wrappedKeys.keep(owner, wrapped)));

    await checkOnlyOurs(source, target);
    expect(await moveKeys(source.wrappedKeys, target.wrappedKeys)).toBe(1_203);
    expect(await target.wrappedKeys.page('', 2_000)).toEqual(await source.wrappedKeys.page('', 2_000));
    expect(await target.wrappedKeys.page('', 2_000)).toHaveLength(1_203);
  });

  it('refuses a database that has a key the folder has not, or another one for the same owner', async () => {
    await source.wrappedKeys.keep('account/ada', wrapFor('account/ada'));
    await target.wrappedKeys.keep('account/grace', wrapFor('account/grace'));
    await expect(checkOnlyOurs(source, target)).rejects.toThrow(/a key of its own for account\/grace/);
    await source.wrappedKeys.keep('account/grace', wrapFor('account/grace'));
    await expect(checkOnlyOurs(source, target)).rejects.toThrow(/a key of its own for account\/grace/);
    await expect(moveKeys(source.wrappedKeys, target.wrappedKeys)).rejects.toThrow(
      /a key of its own for account\/grace/,
    );
  });

  it('opens each of them first: with every master key that is configured, and with no other', async () => {
    await source.wrappedKeys.keep('account/ada', wrapFor('account/ada'));
    await expect(
      checkMasterKeys(source.wrappedKeys, new MasterKeys([newKey(), master])),
    ).resolves.toBeUndefined();
    await expect(checkMasterKeys(source.wrappedKeys, new MasterKeys([newKey()]))).rejects.toThrow(
      /^The key of account\/ada was made with master key [0-9a-f]{16}, but the configured one is /,
    );
    await source.wrappedKeys.keep('account/grace', wrapFor('account/ada'));
    await expect(checkMasterKeys(source.wrappedKeys, masterKeys)).rejects.toThrow(
      /^The key of account\/grace in the data folder cannot be used: /,
    );
  });

  it('brings API keys as they are, and what was revoked since the last time', async () => {
    const [one, two] = [another(API_KEY, 'one'), another(API_KEY, 'two')];
    await source.apiKeys.add(one);
    await source.apiKeys.add(two);
    await source.apiKeys.revoke(two.id, inSeconds(1));
    expect(await moveApiKeys(source.apiKeys, target.apiKeys)).toBe(2);
    expect(await target.apiKeys.list()).toEqual(await source.apiKeys.list());

    await source.apiKeys.revoke(one.id, inSeconds(2));
    await checkOnlyOurs(source, target);
    expect(await moveApiKeys(source.apiKeys, target.apiKeys)).toBe(2);
    expect((await target.apiKeys.list()).map(({ revokedAt }) => revokedAt)).toEqual([
      inSeconds(2),
      inSeconds(1),
    ]);
  });

  it('leaves revoked what was revoked on the cluster', async () => {
    const key = another(API_KEY, 'one');
    await source.apiKeys.add(key);
    await moveApiKeys(source.apiKeys, target.apiKeys);
    await target.apiKeys.revoke(key.id, inSeconds(3));
    await checkOnlyOurs(source, target);
    await moveApiKeys(source.apiKeys, target.apiKeys);
    expect((await target.apiKeys.find(key.tokenHash))?.revokedAt).toEqual(inSeconds(3));
  });

  it('refuses a database with an API key the folder has not', async () => {
    await target.apiKeys.add({ ...another(API_KEY, 'stranger'), name: 'of somebody else' });
    await expect(checkOnlyOurs(source, target)).rejects.toThrow(
      /an API key of its own, "of somebody else" \(/,
    );
  });
});
