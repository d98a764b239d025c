import { account, history, viewer } from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const PEOPLE = 8;
const ROUNDS = 3;
const LAG_MS = 20;

describe('A query sent after the reply to a mutation', () => {
  let service: Service;
  let administrator: Client;
  beforeAll(async () => {
    service = await startService();
    administrator = await service.keyClient('administrator');
    // The read model lags behind the log, as on a slow disk.
    await service.slow('projections', 'commit', LAG_MS);
  });
  afterAll(() => service.dispose());

  const everyone = (live: (person: Client, me: Credentials) => Promise<void>) =>
    Promise.all(Array.from({ length: PEOPLE }, () => live(service.client(), somebody())));

  it('sees the account that was just registered', async () => {
    await everyone(async (person, me) => {
      const { accountId } = await person.register(me);
      expect(await account(administrator, { username: me.username })).toMatchObject({ id: accountId });
      await person.signIn(me);
      expect(await viewer(person)).toMatchObject({ account: { id: accountId } });
    });
  });

  it('sees every change of 2FA, however fast they follow each other and however many ask', async () => {
    await everyone(async (person, me) => {
      const { accountId: id } = await person.registered(me);
      const status = async (client: Client) => (await account(client, { id }))!['twoFactor'].status as string;
      for (let round = 0; round < ROUNDS; round++) {
        const { enrollmentId, secret } = await person.startEnrollment(me.password);
        expect(await status(person)).toBe('PENDING');
        await person.confirmEnrollment(enrollmentId as string, person.code(secret as string));
        expect(await Promise.all([person, administrator].map(status))).toEqual(['ON', 'ON']);
        await administrator.resetTwoFactor(id, 'Again');
        expect(await Promise.all([person, administrator].map(status))).toEqual(['OFF', 'OFF']);
      }
    });
  });

  it('tells from which position of the log on there is more to come', async () => {
    const person = service.client();
    const me = somebody();
    const { accountId: id } = await person.registered(me);
    const position = async () => (await account(person, { id }))!['position'] as string;
    const before = await position();
    await person.startEnrollment(me.password);
    const [started] = await history(person, id);
    expect(Number(started!['position'])).toBeGreaterThan(Number(before));
    expect(await position()).toBe(started!['position']);
  });
});
