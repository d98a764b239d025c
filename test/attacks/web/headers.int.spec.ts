import type { Reply } from '../../support/client-transport.js';
import { somebody, type Client } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { rawPost, rawUpgrade, RawConnection } from '../../support/raw-http.js';
import { startService, type Service } from '../../support/service.js';

const PARTNER = 'https://partner.example';
const NAME = '<script>alert(1)</script>';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('Every reply', () => {
  let service: Service;
  let client: Client;
  beforeAll(async () => {
    service = await startInProduction({ ALLOWED_ORIGINS: PARTNER });
    client = service.client();
  });
  afterAll(() => service.dispose());

  const REPLIES: readonly (readonly [string, () => Promise<Reply>])[] = [
    ['to a query', () => client.send('{ __typename }')],
    ['to a query that fails', () => client.send('{ nonsense }')],
    ['about health', () => client.request({}, '/healthz')],
    ['about what is not there', () => client.request({}, `/${encodeURIComponent(NAME)}`)],
    ['to a request that is refused unread', () => client.request({ method: 'POST', body: 'x' })],
    [
      'to a page of another site',
      () =>
        client.request({
          method: 'POST',
          headers: { ...JSON_TYPE, origin: 'https://evil.example' },
          body: '{}',
        }),
    ],
    ['to a body that is no JSON', () => client.request({ method: 'POST', headers: JSON_TYPE, body: '{' })],
  ];

  it.each(REPLIES)('%s lets a browser run, frame, guess and keep nothing', async (_, send) => {
    const { headers } = await send();
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy':
        "default-src 'none';object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=31536000; *includeSubDomains$/),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cache-control': 'no-store',
      'content-type': expect.stringMatching(/^application\/(graphql-response\+)?json; charset=utf-8$/),
    });
    for (const telling of ['server', 'x-powered-by', 'location', 'access-control-allow-origin']) {
      expect(headers.get(telling)).toBeNull();
    }
  });

  const RAW: readonly (readonly [string, string, number])[] = [
    ['whose headers are too large', rawPost('{}', { cookie: 'x'.repeat(9_000) }), 431],
    ['that is none', 'hunter2\r\n\r\n', 400],
    ['that expects what is not done', rawPost('{}', { expect: 'hunter2' }), 417],
    ['for what cannot be an address', 'GET /%E0%A4%A HTTP/1.1\r\nhost: a\r\n\r\n', 400],
    ['to open a socket where there is none', rawUpgrade({}, '/hunter2'), 404],
    ['to open a socket for a page of another site', rawUpgrade({ origin: 'https://evil.example' }), 403],
    ['to open a socket without its key', rawUpgrade({ 'sec-websocket-key': 'hunter2' }), 400],
    ['to open a socket of another kind', rawUpgrade({ upgrade: 'h2c' }), 400],
  ];

  it.each(RAW)('to a request %s has these headers too, and repeats nothing', async (_, request, status) => {
    using connection = new RawConnection(service.nextUrl());
    connection.send(request);
    await connection.settled(5_000);
    expect(connection.statuses).toEqual([status]);
    const [head = '', body = ''] = connection.received.split('\r\n\r\n');
    const headers = head.toLowerCase().split('\r\n');
    for (const header of [
      "content-security-policy: default-src 'none';",
      'x-content-type-options: nosniff',
      'x-frame-options: deny',
      'referrer-policy: no-referrer',
      'strict-transport-security: max-age=31536000',
      'permissions-policy: ',
      'cache-control: no-store',
      'x-correlation-id: ',
      'content-type: application/json; charset=utf-8',
    ])
      expect([header, headers.filter((line) => line.startsWith(header)).length]).toEqual([header, 1]);
    expect(connection.received).not.toContain('hunter2');
    expect(JSON.parse(body)).toMatchObject({ statusCode: status });
  });

  it('is data, whatever somebody calls themselves or their browser', async () => {
    const me = { ...somebody(), username: NAME };
    const headers = { ...JSON_TYPE, 'user-agent': NAME };
    await client.registered(me);
    const body = JSON.stringify({ query: '{ viewer { account { username } } }' });
    const reply = await client.request({ method: 'POST', headers, body });
    expect(reply.data).toMatchObject({ viewer: { account: { username: NAME } } });
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/graphql?next=https://evil.example',
    '/%2f%2fevil.example',
    '/healthz/..//evil.example',
  ])('to %s leads nowhere else', async (path) => {
    const reply = await fetch(`${service.nextUrl()}${path}`, { redirect: 'manual' });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.headers.get('location')).toBeNull();
  });

  it('can be read by pages that are allowed to, which are not sent cookies, and by no others', async () => {
    const preflight = (origin: string) =>
      client.request({
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
    const allowed = await preflight(PARTNER);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(PARTNER);
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    for (const origin of ['https://evil.example', 'null', `${PARTNER}.evil.example`]) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each([
    [PARTNER, 200],
    ['https://evil.example', 403],
    ['null', 403],
  ])('to an act of a page of %s has the status %d', async (origin, expected) => {
    const body = JSON.stringify({ query: '{ __typename }' });
    const { status } = await client.request({ method: 'POST', headers: { ...JSON_TYPE, origin }, body });
    expect(status).toBe(expected);
  });
});

describe('In development', () => {
  it('a browser is not told to insist on TLS, which localhost has not', async () => {
    await using service = await startService();
    const { headers } = await service.client().send('{ __typename }');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
