import { account, accounts, ACCOUNTS, nodes, viewer, type Page } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const REFUSED = { errors: [{ message: 'This needs an API key.', extensions: { code: 'NOT_ALLOWED' } }] };

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
        twoFactor: { status: 'OFF', since: registeredAt, enrollmentExpiresAt: null },
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

describe('Paging through all accounts', () => {
  let service: Service;
  let auditor: Client;
  const ids: Record<'off' | 'pending' | 'expired' | 'on' | 'disabled', string> = {
    off: '',
    pending: '',
    expired: '',
    on: '',
    disabled: '',
  };
  beforeAll(async () => {
    service = await startService();
    auditor = await service.keyClient('auditor');
    const become = async (work: (person: Client, password: string) => Promise<unknown>) => {
      const [person, me] = [service.client(), somebody()];
      const { accountId } = await person.registered(me);
      await work(person, me.password);
      return accountId;
    };
    const turnOn = async (person: Client, password: string) => {
      const { enrollmentId, secret } = await person.startEnrollment(password);
      await person.confirmEnrollment(enrollmentId as string, person.code(secret as string));
      return secret as string;
    };
    ids.off = await become(async () => undefined);
    ids.expired = await become((person, password) => person.startEnrollment(password));
    service.clock.advance({ seconds: 600 });
    ids.pending = await become((person, password) => person.startEnrollment(password));
    ids.on = await become(turnOn);
    ids.disabled = await become(async (person, password) => {
      const secret = await turnOn(person, password);
      await person.disableTwoFactor(password, person.code(secret, 1));
    });
  });
  afterAll(() => service.dispose());

  const idsOf = (page: Page<Record<string, any>>) => nodes(page).map(({ id }) => id as string);
  const all = () => [ids.off, ids.expired, ids.pending, ids.on, ids.disabled];

  it('lists them in the order they registered', async () => {
    const page = await accounts(auditor);
    expect(idsOf(page)).toEqual(all());
    expect(page.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: page.edges[0]!.cursor,
      endCursor: page.edges[4]!.cursor,
    });
  });

  it('filters them by the state of their 2FA', async () => {
    expect(idsOf(await accounts(auditor, { twoFactor: 'ON' }))).toEqual([ids.on]);
    expect(idsOf(await accounts(auditor, { twoFactor: 'PENDING' }))).toEqual([ids.pending]);
    expect(idsOf(await accounts(auditor, { twoFactor: 'OFF' }))).toEqual([
      ids.off,
      ids.expired,
      ids.disabled,
    ]);
    expect(idsOf(await accounts(auditor, { twoFactor: 'UNKNOWN' }))).toEqual([]);
  });

  it('gives pages that follow one another, with and without a filter', async () => {
    for (const [filter, expected] of [
      [{}, all()],
      [{ twoFactor: 'OFF' }, [ids.off, ids.expired, ids.disabled]],
    ] as const) {
      const found: string[] = [];
      let after: string | null = null;
      do {
        const page: Page<Record<string, any>> = await accounts(auditor, { first: 2, after, ...filter });
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        expect(page.edges.length).toBeLessThanOrEqual(2);
        found.push(...idsOf(page));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(found).toEqual(expected);
    }
  });

  it('ends in an empty page after the last', async () => {
    const { pageInfo } = await accounts(auditor);
    expect(await accounts(auditor, { after: pageInfo.endCursor })).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('is stable while others register and turn 2FA on: nobody twice, nobody left out', async () => {
    const first = await accounts(auditor, { first: 3 });
    const { accountId } = await service.client().registered(somebody());
    const rest = await accounts(auditor, { after: first.pageInfo.endCursor });
    expect([...idsOf(first), ...idsOf(rest)]).toEqual([...all(), accountId]);
  });

  it('has pages of 1 to 100', async () => {
    for (const first of [0, -1, 101, 2_147_483_647]) {
      const { status, errors } = await auditor.send(ACCOUNTS, { first });
      expect(status).toBe(200);
      expect(errors).toMatchObject([
        { message: '"first" must be between 1 and 100.', extensions: { code: 'BAD_PAGE' } },
      ]);
    }
    expect(await accounts(auditor, { first: 100 })).toHaveProperty('edges');
  });

  it('takes no cursor it did not give out', async () => {
    for (const after of [
      'nonsense',
      'YXQ6LTE',
      Buffer.from('at:1 OR 1=1').toString('base64url'),
      'x'.repeat(5_000),
    ]) {
      const { errors } = await auditor.send(ACCOUNTS, { after });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_CURSOR' } }]);
    }
  });

  it('is for API keys of every role, and for nobody else', async () => {
    const query = '{ accounts { edges { node { id } } } }';
    for (const role of ['application', 'administrator'] as const) {
      expect(await (await service.keyClient(role)).query(query)).toMatchObject({ accounts: { edges: {} } });
    }
    const person = service.client();
    await person.registered(somebody());
    for (const client of [person, service.client()]) {
      expect(await client.send(query)).toMatchObject({ data: null, ...REFUSED });
    }
  });
});
