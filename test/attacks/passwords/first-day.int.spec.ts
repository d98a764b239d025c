import { accounts } from '../../support/client-queries.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';

const TRIED_FIRST = [
  ['admin', 'admin'],
  ['administrator', 'password'],
  ['root', 'root'],
  ['sa', ''],
  ['countersign', 'countersign'],
  ['test', 'test'],
] as const;

describe('A service that was just started', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startInProduction();
  });
  afterAll(() => service.dispose());

  it('has no account that came with it', async () => {
    expect((await accounts(await service.keyClient('auditor'))).edges).toEqual([]);
  });

  it.each(TRIED_FIRST)('lets nobody in as %s', async (username, password) => {
    expect(await service.client().signIn({ username, password })).toMatchObject({
      code: 'CREDENTIALS_REFUSED',
    });
  });
});
