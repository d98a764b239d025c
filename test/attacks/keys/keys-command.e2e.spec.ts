import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { MasterKeys, newKey } from '../../../src/crypto/master-keys.js';
import { SqliteWrappedKeys } from '../../../src/crypto/sqlite-wrapped-keys.js';
import { somebody } from '../../support/client.js';
import { countersign, newFolder, run, start } from '../../support/process.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const [OLD, NEW] = [newKey(), newKey()];
const text = (...keys: Buffer[]) => keys.map((key) => key.toString('base64')).join(',');
const [OLD_ID, NEW_ID] = [OLD, NEW].map((key) => new MasterKeys([key]).newestId) as [string, string];

describe('countersign keys', () => {
  it('rotates beside the service, lists what each master key wraps, and the old one may go', async () => {
    const folder = newFolder();
    const me = somebody();
    const both = { MASTER_KEY: text(NEW, OLD) };
    const old = await start({ folder, environment: { MASTER_KEY: text(OLD) } });
    await old.client().registered(me);
    await old.stop();
    const service = await start({ folder, environment: both });

    const before = await run(['keys', 'list'], { folder, environment: both });
    expect(before.stdout).toBe(`${NEW_ID}  newest   wraps 0 keys\n${OLD_ID}  older    wraps 3 keys\n`);
    const alone = await run(['keys', 'rotate'], { folder, environment: { MASTER_KEY: text(OLD) } });
    expect(alone.stderr).toMatch(
      /^Done: 3 keys, of which 0 .*\nNo other master key is configured here: put a new one /,
    );
    const rotated = await run(['keys', 'rotate'], { folder, environment: both });
    expect(rotated).toMatchObject({
      code: 0,
      stderr: `Done: 3 keys, of which 3 were wrapped anew by master key ${NEW_ID}.\n`,
    });
    const after = await run(['keys', 'list'], { folder, environment: both });
    expect(after).toMatchObject({
      code: 0,
      stdout: `${NEW_ID}  newest   wraps 3 keys\n${OLD_ID}  older    wraps 0 keys\n`,
      stderr: `Master key ${OLD_ID} wraps nothing any more: it may be taken out of the configuration.\n`,
    });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
    await service.stop();

    const fresh = await start({ folder, environment: { MASTER_KEY: text(NEW) } });
    expect(await fresh.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
    await fresh.stop();
  });

  it('names a lost master key, and how many keys it wrapped', async () => {
    const folder = newFolder();
    const service = await start({ folder, environment: { MASTER_KEY: text(OLD) } });
    await service.client().registered(somebody());
    await service.stop();
    const environment = { MASTER_KEY: text(NEW) };
    const { stdout, stderr } = await run(['keys', 'list'], { folder, environment });
    expect(stdout).toBe(`${NEW_ID}  newest   wraps 0 keys\n${OLD_ID}  missing  wraps 3 keys\n`);
    expect(stderr).toContain(`Master key ${OLD_ID} is not configured, and 3 keys were wrapped by it`);
    const rotated = await run(['keys', 'rotate'], { folder, environment });
    expect(rotated.code).toBe(1);
    expect(rotated.stderr).toContain('3 keys could not be wrapped anew: account/');
  });

  it('killed during a rotation leaves every key usable, and goes on when begun again', async () => {
    const folder = newFolder();
    const environment = { MASTER_KEY: text(NEW, OLD) };
    const service = await start({ folder, environment });
    await service.stop();
    const [old, master] = [new MasterKeys([OLD]), new MasterKeys([NEW, OLD])];
    const owners = Array.from({ length: 5_000 }, (_, number) => `account/${String(number).padStart(6, '0')}`);
    const keys = new SqliteWrappedKeys(join(folder, 'keys.db'));
    await Promise.all(owners.map((owner) => keys.keep(owner, old.wrap(newKey(), owner))));
    const rewrapped = async () => (await keys.countByMasterKey()).get(NEW_ID) ?? 0;

    const [program, ...words] = [...countersign(), 'keys', 'rotate'];
    const rotation = spawn(program, words, { env: { ...environment, DATA_DIR: folder }, stdio: 'ignore' });
    const ended = once(rotation, 'exit');
    while ((await rewrapped()) < 500) await sleep(1);
    rotation.kill('SIGKILL');
    await ended;

    expect(await rewrapped()).toBeLessThan(5_001);
    for (const owner of owners) master.unwrap((await keys.find(owner))!, owner);
    expect((await run(['keys', 'rotate'], { folder, environment })).code).toBe(0);
    expect(await rewrapped()).toBe(5_001);
    for (const owner of owners) new MasterKeys([NEW]).unwrap((await keys.find(owner))!, owner);
    keys.close();
  });
});
