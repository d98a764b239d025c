import { DatabaseSync } from 'node:sqlite';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { startService, type Service } from '../../support/service.js';

describe('A read model that was tampered with', () => {
  let service: Service;
  let ada: Protected;
  beforeEach(async () => {
    service = await startService();
    ada = await protectedAccount(service);
    await service.stop();
  });
  afterEach(() => service.dispose());

  const inReadModel = (work: (db: DatabaseSync) => void) => {
    const db = new DatabaseSync(join(service.folder, 'read-model.db'));
    work(db);
    db.close();
  };

  const WAYS: readonly (readonly [string, () => void])[] = [
    ['says that 2FA is off', () => inReadModel((db) => db.exec("UPDATE accounts SET two_factor = 'off'"))],
    ['is empty', () => inReadModel((db) => db.exec('DELETE FROM accounts'))],
    ['is gone', () => rmSync(join(service.folder, 'read-model.db'))],
    ['is at its beginning', () => inReadModel((db) => db.exec('UPDATE checkpoints SET position = 0'))],
  ];

  it.each(WAYS)('and %s lets nobody in without a code', async (_, tamper) => {
    tamper();
    await service.startAgain();
    expect(await service.client().signIn(ada.me)).toMatchObject({ __typename: 'ChallengeIssued' });
  });

  it.each(WAYS.slice(2))('and %s is made anew before it says anything', async (_, tamper) => {
    tamper();
    await service.startAgain();
    const auditor = await service.keyClient('auditor');
    const { data } = await auditor.send(
      'query ($id: ID!) { account(by: { id: $id }) { twoFactor { status } } }',
      {
        id: ada.accountId,
      },
    );
    expect(data?.['account']).toEqual({ twoFactor: { status: 'ON' } });
  });
});
