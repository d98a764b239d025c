import { MasterKeys, newKey } from '../../../src/crypto/master-keys.js';
import { masterKeyUses, rotate } from '../../../src/crypto/rotation.js';
import { SqliteWrappedKeys } from '../../../src/crypto/sqlite-wrapped-keys.js';
import { somebody } from '../../support/client.js';
import { startService, temporaryFolder } from '../../support/service.js';
import { temporaryFile } from '../../stores/temporary-file.js';
import { join } from 'node:path';

const [OLD, NEW] = [newKey(), newKey()];
const text = (...keys: Buffer[]) => keys.map((key) => key.toString('base64')).join(',');
const OLD_ONLY = new MasterKeys([OLD]);
const BOTH = new MasterKeys([NEW, OLD]);
const nobodyListens = () => undefined;

/** A store of keys that the old master key wrapped. */
async function manyKeys(count: number) {
  const file = temporaryFile();
  const keys = new SqliteWrappedKeys(file.path);
  const owners = Array.from({ length: count }, (_, number) => `account/${String(number).padStart(6, '0')}`);
  await Promise.all(owners.map((owner) => keys.keep(owner, OLD_ONLY.wrap(newKey(), owner))));
  const close = () => {
    keys.close();
    file.remove();
  };
  return { keys, owners, [Symbol.dispose]: close };
}

describe('A rotation of the master key', () => {
  it('goes on beside the running service, and the old key may go once it is through', async () => {
    const folder = temporaryFolder();
    const me = somebody();
    const old = await startService({ folder, environment: { MASTER_KEY: text(OLD) } });
    const { secret } = await old.client().enrolled(me);
    await old.stop();

    const both = await startService({ folder, environment: { MASTER_KEY: text(NEW, OLD) } });
    const keys = new SqliteWrappedKeys(join(folder, 'keys.db'));
    expect(await rotate(keys, BOTH, nobodyListens)).toEqual({ seen: 3, rewrapped: 3, failed: [] });
    keys.close();
    expect(await both.client().signIn(me)).toMatchObject({ __typename: 'ChallengeIssued' });
    await both.stop();

    await using fresh = await startService({ folder, environment: { MASTER_KEY: text(NEW) } });
    fresh.clock.advance({ steps: 1 });
    const person = fresh.client();
    const { challenge } = await person.signIn(me);
    expect(await person.answerChallenge(challenge as string, person.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
  });

  it('that breaks off leaves every key usable, and is brought to its end by another one', async () => {
    using store = await manyKeys(250);
    const { keys, owners } = store;
    const broken = rotate(keys, BOTH, ({ seen }) => {
      if (seen >= 100) throw new Error('The machine lost power');
    });
    await expect(broken).rejects.toThrow('The machine lost power');
    expect(await masterKeyUses(keys, BOTH)).toMatchObject([
      { state: 'newest', keys: 100 },
      { state: 'older', keys: 150 },
    ]);
    for (const owner of owners) BOTH.unwrap((await keys.find(owner))!, owner);

    expect(await rotate(keys, BOTH, nobodyListens)).toEqual({ seen: 250, rewrapped: 150, failed: [] });
    for (const owner of owners) new MasterKeys([NEW]).unwrap((await keys.find(owner))!, owner);
  });

  it('done twice at once rewraps each key once', async () => {
    using store = await manyKeys(150);
    const { keys } = store;
    const both = await Promise.all([rotate(keys, BOTH, nobodyListens), rotate(keys, BOTH, nobodyListens)]);
    expect(both.map(({ rewrapped }) => rewrapped).reduce((sum, one) => sum + one)).toBe(150);
    expect(await masterKeyUses(keys, BOTH)).toMatchObject([{ keys: 150 }, { keys: 0 }]);
  });

  it('passes over the keys of a lost master key, names them, and wraps the others', async () => {
    using store = await manyKeys(3);
    const { keys } = store;
    const lost = new MasterKeys([newKey()]);
    await keys.keep('account/lost', lost.wrap(newKey(), 'account/lost'));
    const { failed, rewrapped } = await rotate(keys, BOTH, nobodyListens);
    expect({ rewrapped, failed }).toMatchObject({
      rewrapped: 3,
      failed: [{ owner: 'account/lost', fault: { code: 'MASTER_KEY_MISSING', keyId: lost.newestId } }],
    });
    expect(await masterKeyUses(keys, BOTH)).toEqual([
      { id: BOTH.newestId, state: 'newest', keys: 3 },
      { id: OLD_ONLY.newestId, state: 'older', keys: 0 },
      { id: lost.newestId, state: 'missing', keys: 1 },
    ]);
  });

  it('leaves a key alone that its owner lost meanwhile', async () => {
    using store = await manyKeys(1);
    const { keys, owners } = store;
    const [owner] = owners as [string];
    const page = keys.page.bind(keys);
    const slow = Object.assign(Object.create(keys) as SqliteWrappedKeys, {
      page: async (after: string, limit: number) => {
        const found = await page(after, limit);
        await keys.replace(owner, found[0]?.wrapped ?? '', 'another');
        return found;
      },
    });
    expect(await rotate(slow, BOTH, nobodyListens)).toEqual({ seen: 1, rewrapped: 0, failed: [] });
    expect(await keys.find(owner)).toBe('another');
  });
});
