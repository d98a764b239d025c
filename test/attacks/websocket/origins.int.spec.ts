import { somebody } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';

const PARTNER = 'https://partner.example';

describe('A WebSocket', () => {
  let service: Service;
  let url: string;
  let token: string | undefined;
  let cookie: string;
  beforeAll(async () => {
    service = await startInProduction({ ALLOWED_ORIGINS: `${PARTNER},http://localhost:5173` });
    url = service.nextUrl();
    const [me, browser, client] = [somebody(), service.browser(), service.client()];
    await browser.registered(me);
    await client.signIn(me);
    ({ cookie } = browser);
    ({ token } = client);
  });
  afterAll(() => service.dispose());

  it.each([
    ['another site', 'https://evil.example'],
    ['a site whose name begins like this one', `http://127.0.0.1.evil.example`],
    ['another port of this host', 'http://127.0.0.1:1'],
    ['a subdomain of an allowed one', 'https://a.partner.example'],
    ['an allowed one, by another scheme', 'http://partner.example'],
    ['an allowed one, by another port', 'https://partner.example:444'],
    ['an allowed one, written with a path', 'https://partner.example/'],
    ['no origin a browser will name', 'null'],
    ['nonsense', '%%%'],
    ['nothing', ''],
  ])('is refused to a page of %s, before anything is asked or answered', async (_, origin) => {
    using socket = new RawSocket(url, { headers: { origin, cookie, authorization: `Bearer ${token!}` } });
    await socket.refusedWith(403);
  });

  it('is opened for a page of this service, and its cookie counts', async () => {
    using socket = await new RawSocket(url, { headers: { origin: url, cookie } }).opened();
    socket.say({ type: 'connection_init' });
    await socket.received('connection_ack');
  });

  it.each([PARTNER, 'http://localhost:5173'])(
    'is opened for a page of %s, for a token and not for a cookie',
    async (origin) => {
      using withToken = new RawSocket(url, { headers: { origin } });
      await withToken.introduced(token);
      using withCookie = await new RawSocket(url, { headers: { origin, cookie } }).opened();
      withCookie.say({ type: 'connection_init' });
      await withCookie.closedWith(4403);
    },
  );

  it('is opened for a program that says no origin, for a token and not for a cookie', async () => {
    using withToken = new RawSocket(url);
    await withToken.introduced(token);
    using withCookie = await new RawSocket(url, { headers: { cookie } }).opened();
    withCookie.say({ type: 'connection_init' });
    await withCookie.closedWith(4403);
  });

  it.each(['/', '/graphql/', '/healthz', '/graphql/../healthz', '//graphql'])(
    'is not there at %s',
    async (path) => {
      using socket = new RawSocket(url, { path });
      await socket.refusedWith(404);
    },
  );

  it('takes who somebody is from the session alone, whatever else is said', async () => {
    const other = await service.client().registered(somebody());
    using socket = await new RawSocket(url).opened();
    const payload = {
      authorization: `Bearer ${token!}`,
      accountId: other.accountId,
      caller: { kind: 'key' },
      role: 'administrator',
    };
    socket.say({ type: 'connection_init', payload });
    await socket.received('connection_ack');
    for (const accountId of [other.accountId, null]) {
      socket.subscribe(
        String(accountId),
        'subscription ($id: ID) { twoFactorChanged(accountId: $id) { position } }',
        { id: accountId },
      );
      expect(await socket.refused(String(accountId))).toMatchObject([
        { extensions: { code: 'NOT_ALLOWED' } },
      ]);
    }
  });
});

describe('The setting ALLOWED_ORIGINS', () => {
  it.each([
    '*',
    'https://*.example',
    'partner.example',
    'https://partner.example/',
    'https://partner.example/app',
    'javascript:alert(1)',
    'null',
    'https://a.example,',
  ])('does not take %s', async (value) => {
    await expect(startInProduction({ ALLOWED_ORIGINS: value })).rejects.toThrow(/must be origins such as/);
  });
});
