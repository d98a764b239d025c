import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const ADOPTION = `query ($from: DateTime, $until: DateTime) {
  twoFactorAdoption(from: $from, until: $until) { day accounts withTwoFactor turnedOn turnedOff }
}`;
const TODAY = '2026-03-01T00:00:00.000Z';

describe('The adoption of 2FA', () => {
  let service: Service;
  let auditor: Client;
  beforeAll(async () => {
    service = await startService();
    auditor = await service.keyClient('auditor');
    await service.client().registered(somebody());
    await service.client().enrolled(somebody());
  });
  afterAll(() => service.dispose());

  it('is told to auditors and administrators as the log has it', async () => {
    const today = { day: TODAY, accounts: 2, withTwoFactor: 1, turnedOn: 1, turnedOff: 0 };
    for (const client of [auditor, await service.keyClient('administrator')])
      expect(await client.query(ADOPTION)).toEqual({ twoFactorAdoption: [today] });
  });

  it('is told of the days that are asked for', async () => {
    const page = { from: '2026-02-27T23:59:59Z', until: '2026-03-01T00:00:00Z' };
    const { twoFactorAdoption } = await auditor.query(ADOPTION, page);
    expect(twoFactorAdoption).toMatchObject([
      { day: '2026-02-27T00:00:00.000Z', accounts: 0 },
      { day: '2026-02-28T00:00:00.000Z', accounts: 0 },
    ]);
  });

  it('is not told to anybody else', async () => {
    const person = service.client();
    await person.registered(somebody());
    for (const client of [person, service.client(), await service.keyClient('application')]) {
      const { data, errors } = await client.send(ADOPTION);
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_ALLOWED' } }]);
    }
  });

  it('is refused for more than ten years at once', async () => {
    const { errors } = await auditor.send(ADOPTION, { from: '2000-01-01T00:00:00Z' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_PAGE' } }]);
  });
});
