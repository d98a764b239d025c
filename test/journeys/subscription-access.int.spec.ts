import { somebody, type Client } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startService, type Service } from '../support/service.js';
import { Subscriber, type Following } from '../support/subscriber.js';

const FORBIDDEN = { code: 4403, reason: 'Forbidden' };
/** The socket was not even opened. */
const NOT_OPENED = { code: 1006, reason: '' };
const PARTNER = 'https://partner.example';

describe('A subscription', () => {
  let service: Service;
  let person: Client;
  let accountId: string;
  let application: Client;
  const subscribers: Subscriber[] = [];
  beforeEach(async () => {
    service = await startService({ environment: { ALLOWED_ORIGINS: PARTNER } });
    application = await service.keyClient('application');
    person = service.client();
    ({ accountId } = await person.registered(somebody()));
    await person.startEnrollment(somebody().password);
  });
  afterEach(async () => {
    await Promise.all(subscribers.splice(0).map((subscriber) => subscriber.dispose()));
    await service.dispose();
  });

  function follow({ url = service.nextUrl(), ...following }: Partial<Following>): Subscriber {
    const subscriber = new Subscriber({ url, after: '0', ...following });
    subscribers.push(subscriber);
    return subscriber;
  }

  async function browser(): Promise<{ readonly cookie: string; readonly accountId: string }> {
    const client = service.browser();
    const me = somebody();
    const { accountId: id } = await client.registered(me);
    await client.startEnrollment(me.password);
    return { cookie: client.cookie, accountId: id };
  }

  it('is refused to nobody', async () => {
    expect(await follow({ accountId }).rejected()).toEqual(FORBIDDEN);
    expect(await follow({ accountId, token: `${person.token!}x` }).rejected()).toEqual(FORBIDDEN);
  });

  it('is refused to people for accounts of others, and for all', async () => {
    const { accountId: other } = await service.client().registered(somebody());
    for (const following of [{ accountId: other }, { accountId: '' }, {}]) {
      expect(await follow({ token: person.token, ...following }).refused()).toMatchObject({
        message: 'These changes are not yours to follow.',
        extensions: { code: 'NOT_ALLOWED', correlationId: expect.any(String) },
      });
    }
  });

  it('is opened by a bearer token, in the connection’s parameters or its headers', async () => {
    expect(await follow({ accountId, token: person.token }).received(1)).toHaveLength(1);
    const headers = { authorization: `Bearer ${person.token!}` };
    expect(await follow({ accountId, headers }).received(1)).toHaveLength(1);
  });

  it('is opened by the cookie of a browser, from a page of this service', async () => {
    const { cookie, accountId: id } = await browser();
    const url = service.nextUrl();
    const subscriber = follow({ url, accountId: id, headers: { cookie, origin: url } });
    expect(await subscriber.received(1)).toMatchObject([{ accountId: id }]);
  });

  it('is not opened by the cookie when the page is somebody else’s, or not said', async () => {
    const { cookie, accountId: id } = await browser();
    const url = service.nextUrl();
    const { port } = new URL(url);
    for (const origin of [
      'https://evil.example',
      `http://127.0.0.1.evil.example:${port}`,
      'http://127.0.0.1:1',
      'null',
    ]) {
      expect(await follow({ url, accountId: id, headers: { cookie, origin } }).rejected()).toEqual(
        NOT_OPENED,
      );
    }
    const partner = { cookie, origin: PARTNER };
    expect(await follow({ url, accountId: id, headers: partner }).rejected()).toEqual(FORBIDDEN);
    expect(await follow({ url, accountId: id, headers: { cookie } }).rejected()).toEqual(FORBIDDEN);
  });

  it('is opened by a bearer token from an allowed page of somebody else, who had to be given it', async () => {
    const headers = { origin: PARTNER };
    expect(await follow({ accountId, token: person.token, headers }).received(1)).toHaveLength(1);
  });

  it('is all the socket answers: queries and mutations go over HTTP', async () => {
    for (const query of ['{ viewer { session { id } } }', 'mutation { signOut { wasSignedIn } }']) {
      expect(await follow({ token: person.token, query, variables: {} }).refused()).toMatchObject({
        message: 'Only subscriptions are answered here: send queries and mutations over HTTP.',
        extensions: { code: 'BAD_REQUEST' },
      });
    }
    expect(await follow({ token: person.token, accountId }).received(1)).toHaveLength(1);
  });

  it.each([
    [
      'a document that is no GraphQL',
      'subscription { twoFactorChanged { hunter2 ',
      {},
      'GRAPHQL_PARSE_FAILED',
    ],
    [
      'a field there is not',
      'subscription { twoFactorChanged { nonsense } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a variable that does not fit',
      'subscription ($id: ID) { twoFactorChanged(accountId: $id) { position } }',
      { id: { password: 'hunter2' } },
      'BAD_USER_INPUT',
    ],
  ])('is answered with what is wrong with %s, and the socket lives on', async (_, query, variables, code) => {
    const subscriber = follow({ token: application.token, query, variables });
    const error = await subscriber.refused();
    expect(error).toMatchObject({ extensions: { code, correlationId: expect.any(String) } });
    expect(JSON.stringify(error)).not.toContain('hunter2');
    expect(subscriber.closed).toBeUndefined();
  });

  it('follows one account only by its whole id', async () => {
    const prefix = accountId.slice(0, 8);
    const subscriber = follow({ token: application.token, accountId: prefix });
    const whole = follow({ token: application.token, accountId });
    await whole.received(1);
    expect(subscriber.changes).toEqual([]);
  });

  it.each([
    ['its session ends', async () => person.signOut(), () => ({ token: person.token })],
    [
      'its API key is revoked',
      async () => service.revokeKey(application),
      () => ({ token: application.token }),
    ],
  ])('tells no more once %s, and is closed with the next change', async (_, end, who) => {
    const subscriber = follow({ accountId, ...who() });
    await subscriber.received(1);
    await end();
    await (await service.keyClient('administrator')).resetTwoFactor(accountId, 'Asked at the counter');
    expect(await subscriber.rejected()).toEqual(FORBIDDEN);
    await eventually(async () => expect(await service.openSubscriptions()).toBe(0));
    expect(subscriber.changes).toHaveLength(1);
  });

  it('is not taken from a message of more than 64 KiB', async () => {
    const query = `subscription { twoFactorChanged { position } } #${'x'.repeat(70_000)}`;
    const { code } = await follow({ token: application.token, query, variables: {} }).rejected();
    expect(code).toBe(1009);
  });
});
