import { account, viewer } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

describe('Looking at one account', () => {
  let service: Service;
  let application: Client;
  beforeAll(async () => {
    service = await startService();
    application = await service.keyClient('application');
  });
  afterAll(() => service.dispose());

  it('tells its owner who is signed in, at which assurance', async () => {
    const [person, me] = [service.client(), somebody()];
    const { accountId } = await person.registered(me);
    const registeredAt = service.clock.now().toISOString();
    expect(await viewer(person)).toEqual({
      account: {
        id: accountId,
        username: me.username,
        registeredAt,
        position: expect.stringMatching(/^\d+$/),
        twoFactor: { status: 'OFF', since: registeredAt, enrollmentExpiresAt: null, recoveryCodesLeft: null },
      },
      session: {
        id: expect.any(String),
        assuranceLevel: 'AAL1',
        amr: ['pwd'],
        createdAt: registeredAt,
        expiresAt: expect.any(String),
      },
    });
  });

  it('tells nobody that nobody is signed in, and an application that it is no person', async () => {
    expect(await viewer(service.client())).toBeNull();
    expect(await viewer(application)).toBeNull();
  });

  it('finds it by id and by username, in any spelling of it', async () => {
    const [person, me] = [service.client(), somebody()];
    const { accountId } = await person.registered(me);
    const byId = await account(application, { id: accountId });
    expect(byId).toMatchObject({ id: accountId, username: me.username });
    for (const username of [me.username, me.username.toUpperCase(), ` ${me.username} `]) {
      expect(await account(application, { username })).toEqual(byId);
      expect(await account(person, { username })).toEqual(byId);
    }
  });

  it('shows every role any account, and people their own alone', async () => {
    const [ada, grace] = [service.client(), service.client()];
    const { accountId } = await ada.registered(somebody());
    const me = somebody();
    await grace.registered(me);
    const by = { id: accountId };
    for (const role of ['application', 'auditor', 'administrator'] as const) {
      expect(await account(await service.keyClient(role), by)).toMatchObject(by);
    }
    expect(await account(ada, by)).toMatchObject(by);
    expect(await account(grace, by)).toBeNull();
    expect(await account(service.client(), by)).toBeNull();
    expect(await account(service.client(), { username: me.username })).toBeNull();
  });

  it('answers what is not there as it answers what is not yours', async () => {
    const ids = ['019f0000-0000-7000-8000-000000000000', 'nonsense', '', "' OR 1=1 --", 'x'.repeat(5_000)];
    for (const id of ids) expect(await account(application, { id })).toBeNull();
    for (const username of ['nobody', '', 'a\u0000', '\u202e', 'x'.repeat(5_000)]) {
      expect(await account(application, { username })).toBeNull();
    }
  });

  it.each([
    ['both', { id: 'a', username: 'b' }],
    ['neither', {}],
    ['null', { id: null }],
  ])('wants an id or a username: not %s', async (_, by) => {
    const { status, errors } = await application.send(
      'query ($by: AccountKey!) { account(by: $by) { id } }',
      { by },
    );
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
