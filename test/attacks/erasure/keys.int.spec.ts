import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eraseAccount } from '../../support/account-settings.js';
import { account } from '../../support/client-queries.js';
import { somebody } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';

/** How the key of an account is kept; `undefined` when there is none. */
function keptKey({ folder }: Service, accountId: string): string | undefined {
  using keys = new DatabaseSync(join(folder, 'keys.db'), { readOnly: true });
  const row = keys.prepare('SELECT wrapped FROM wrapped_keys WHERE owner = ?').get(`account/${accountId}`);
  return row?.['wrapped'] as string | undefined;
}

describe('The key of an account that was erased', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startInProduction();
  });
  afterEach(() => service.dispose());

  const erase = async (accountId: string) =>
    eraseAccount(await service.keyClient('administrator'), accountId);
  const gone = (accountId: string) =>
    eventually(async () => {
      expect(keptKey(service, accountId)).toBeUndefined();
    });

  it('is in no byte of any file, also not in what the database wrote before', async () => {
    const { accountId } = await service.client().registered(somebody());
    const bytes = Buffer.from(keptKey(service, accountId)!);
    const filesWith = async () => (await service.kept()).filter((kept) => kept.bytes.includes(bytes));
    expect(await filesWith()).not.toEqual([]);
    expect(await erase(accountId)).toMatchObject({ __typename: 'AccountErased' });
    expect(await filesWith()).toEqual([]);
  });

  it('is destroyed at once while somebody reads the keys, and in the log of their file by a later erasure', async () => {
    const { accountId } = await service.client().registered(somebody());
    const bytes = Buffer.from(keptKey(service, accountId)!);
    const filesWith = async () => (await service.kept()).filter((kept) => kept.bytes.includes(bytes));
    const backup = new DatabaseSync(join(service.folder, 'keys.db'), { readOnly: true });
    backup.exec('BEGIN; SELECT * FROM wrapped_keys;');
    const began = performance.now();
    expect(await erase(accountId)).toMatchObject({ __typename: 'AccountErased' });
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(keptKey(service, accountId)).toBeUndefined();
    expect(await filesWith()).not.toEqual([]);
    backup.close();
    const other = await service.client().registered(somebody());
    await erase(other.accountId);
    expect(await filesWith()).toEqual([]);
  });

  it('is destroyed after the next start, when the service died behind the event', async () => {
    const me = somebody();
    const { accountId } = await service.client().registered(me);
    await service.break('wrappedKeys', 'destroy', 'the disk is gone');
    const administrator = await service.keyClient('administrator');
    expect((await administrator.send(ERASE, { accountId })).errors).toHaveLength(1);
    expect(keptKey(service, accountId)).toBeDefined();
    // From the event on nobody gets in, whatever became of the key.
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'CredentialsRefused' });
    await service.stop();
    await service.startAgain();
    await gone(accountId);
  });

  it('is destroyed anew when it comes back with a backup of the keys', async () => {
    const { accountId } = await service.client().registered(somebody());
    await service.stop();
    const [keys, backup] = [join(service.folder, 'keys.db'), join(service.folder, 'keys.backup')];
    copyFileSync(keys, backup);
    await service.startAgain();
    await erase(accountId);
    await service.stop();
    for (const suffix of ['-wal', '-shm']) rmSync(`${keys}${suffix}`, { force: true });
    copyFileSync(backup, keys);
    expect(keptKey(service, accountId)).toBeDefined();
    await service.startAgain();
    await gone(accountId);
  });

  it('is not destroyed because a row of the read model says so: the log decides', async () => {
    const me = somebody();
    const { accountId } = await service.client().registered(me);
    const other = await service.client().registered(somebody());
    await service.stop();
    using rows = new DatabaseSync(join(service.folder, 'read-model.db'));
    rows.prepare('UPDATE accounts SET erased_position = 1 WHERE id = ?').run(accountId);
    rows.close();
    await service.startAgain();
    await service.break('wrappedKeys', 'destroy', 'the disk is gone');
    const administrator = await service.keyClient('administrator');
    await administrator.send(ERASE, { accountId: other.accountId });
    await service.stop();
    await service.startAgain();
    // Once this one is gone, the rows before it have been looked at.
    await gone(other.accountId);
    expect(keptKey(service, accountId)).toBeDefined();
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('keeps nobody else from being found while it is destroyed', async () => {
    const [me, other] = [somebody(), somebody()];
    const [mine, theirs] = [await service.client().registered(me), await service.client().registered(other)];
    const auditor = await service.keyClient('auditor');
    const { reached, goOn } = await service.hold('wrappedKeys', 'destroy');
    const erasing = erase(mine.accountId);
    await reached;
    expect(await account(auditor, { id: mine.accountId })).toBeNull();
    expect(await account(auditor, { id: theirs.accountId })).not.toBeNull();
    await goOn();
    expect(await erasing).toMatchObject({ __typename: 'AccountErased' });
  });
});

const ERASE = `mutation ($accountId: ID!) { eraseAccount(input: { accountId: $accountId }) { __typename } }`;
