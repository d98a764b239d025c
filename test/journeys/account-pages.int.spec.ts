import { accounts, ACCOUNTS, nodes, type AccountSeen, type Page } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const REFUSED = { errors: [{ message: 'This needs an API key.', extensions: { code: 'NOT_ALLOWED' } }] };

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

  const idsOf = (page: Page<AccountSeen>) => nodes(page).map(({ id }) => id as string);
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
        const page: Page<AccountSeen> = await accounts(auditor, { first: 2, after, ...filter });
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
