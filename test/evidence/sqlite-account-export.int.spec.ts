import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AccountExport } from '../../src/evidence/account-export.js';
import { describeAccountExport, exportedOf } from './account-export.contract.js';
import { verdictOn } from './export-verdict.js';
import { Installation } from './installation.js';
import { databaseIn, writeLife } from './tampering.js';

describeAccountExport('An export of an account, from SQLite', async () => {
  const installation = new Installation();
  return { installation, close: () => installation[Symbol.asyncDispose]() };
});

describe('An export of an account', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = new Installation();
    await writeLife(installation.log);
    await installation.notarise();
  });
  afterEach(() => installation[Symbol.asyncDispose]());

  const wrongAfter = async (sql: string) => {
    await installation.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec(sql);
    });
    return (await verdictOn(await exportedOf(installation, '1'), installation)).wrong;
  };

  it('names the event that was changed in the log after it was signed', async () => {
    expect(await wrongAfter(`UPDATE events SET data = '{"value":9}' WHERE position = 8`)).toBe(
      'SomethingHappened at twoFactor-1@2 is not event 8 of the log that was signed',
    );
  });

  it('names the event of which half a character was left', async () => {
    expect(
      await wrongAfter(String.raw`UPDATE events SET data = '{"value":"\ud800"}' WHERE position = 8`),
    ).toBe('SomethingHappened at twoFactor-1@2 is not event 8 of the log that was signed');
  });

  it('names the event that was removed from the log after it was signed, and no other', async () => {
    expect(await wrongAfter('DELETE FROM events WHERE position = 3')).toBe(
      'account-1@1 is missing before SomethingHappened at account-1@2',
    );
  });

  it('is none of a tree that lost its tiles, which is not the same as nothing signed', async () => {
    await installation.whileClosed((folder) => {
      using db = new DatabaseSync(join(folder, 'evidence.db'));
      db.exec('DELETE FROM tree_tiles');
    });
    await expect(exportedOf(installation, '1')).rejects.toMatchObject({ code: 'TREE_DAMAGED' });
  });

  it('reads nothing more once its reader has turned away', async () => {
    const { eventStore, evidence } = installation.storage;
    const account = new AccountExport(eventStore, evidence);
    const head = (await account.headFor('1'))!;
    const read: string[] = [];
    const readStream = eventStore.readStream.bind(eventStore);
    eventStore.readStream = async (stream, range) => {
      read.push(stream);
      return readStream(stream, range);
    };
    for await (const line of account.lines({ accountId: '1', head, after: -1 }, () => undefined)) {
      expect(line).toContain('countersign.treehead');
      break;
    }
    expect(read).toEqual([]);
  });
});
