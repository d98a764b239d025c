import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Client } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';

const QUERY = '{ __typename }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
const TELLING = { input: { ' at "hunter2"; ': 'hunter2' } };
const HISTORY = '/accounts/hunter2/history.ndjson?after=hunter2';
const BODY = JSON.stringify({ query: QUERY, variables: { secret: 'hunter2' } });

describe('A request over HTTP', () => {
  let service: Service;
  let client: Client;
  beforeAll(async () => {
    service = await startInProduction();
    client = service.client();
  });
  afterAll(() => service.dispose());

  const post = (headers: Record<string, string>, body: string | Buffer<ArrayBuffer> = BODY) =>
    client.request({ method: 'POST', headers, body });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/json+graphql',
    'application/vnd.api+json',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-7',
    'application/jsonx',
    'application/json, text/plain',
    'json',
  ])('is refused unread as %s', async (type) => {
    const { status, data, errors, headers } = await post({
      'content-type': type,
      'apollo-require-preflight': '1',
    });
    expect([status, data]).toEqual([415, undefined]);
    expect(errors).toMatchObject([
      { extensions: { code: 'UNSUPPORTED_MEDIA_TYPE', correlationId: headers.get('x-correlation-id') } },
    ]);
  });

  it('is refused when it is compressed, so that it cannot unfold', async () => {
    const reply = await post(
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      gzipSync(BODY),
    );
    expect(reply.status).toBe(415);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'is answered as %s',
    async (type) => {
      expect(await post({ 'content-type': type })).toMatchObject({
        status: 200,
        data: { __typename: 'Query' },
      });
    },
  );

  it.each<[string, unknown]>([
    ['several operations in a list', [{ query: QUERY }, { query: QUERY }]],
    ['a list of one', [{ query: QUERY }]],
    ['a key nobody knows', { query: QUERY, hunter2: 1 }],
    ['a query that is a parsed document', { query: { kind: 'Document', definitions: [] } }],
    ['variables in a text', { query: QUERY, variables: '{"secret":"hunter2"}' }],
    ['extensions in a list', { query: QUERY, extensions: ['hunter2'] }],
    ['an operation name that is none', { query: QUERY, operationName: { hunter2: 1 } }],
    [
      'only the hash of a query',
      {
        extensions: {
          persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(QUERY).digest('hex') },
        },
      },
    ],
  ])('is refused when it has %s', async (_, body) => {
    const { status, data, errors, text, headers } = await client.post(body);
    expect([status, data]).toEqual([400, undefined]);
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_REQUEST', correlationId: headers.get('x-correlation-id') } },
    ]);
    expect(text).not.toContain('hunter2');
  });

  it('does not have its query kept for who knows its hash', async () => {
    const sha256Hash = createHash('sha256').update(QUERY).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    await client.post({ query: QUERY, extensions });
    const reply = await client.post({ extensions });
    expect([reply.status, reply.data]).toEqual([400, undefined]);
  });

  it.each(['__proto__', 'constructor'])('does not reach a prototype by the key %s', async (key) => {
    const body = `{"query":"{ __typename }","variables":{"${key}":{"prototype":{"isAdmin":true},"isAdmin":true}}}`;
    expect((await post({ 'content-type': 'application/json' }, body)).status).toBe(400);
    expect({}).not.toHaveProperty('isAdmin');
  });

  it.each<[string, () => Promise<{ status: number; headers: Headers; text: string }>, number]>([
    [
      'is too large',
      () => post({ 'content-type': 'application/json' }, JSON.stringify({ query: 'x'.repeat(70_000) })),
      413,
    ],
    ['is of another type', () => post({ 'content-type': 'text/xml' }), 415],
    ['is no JSON', () => post({ 'content-type': 'application/json' }, '{"query": hunter2'), 400],
    ['is empty', () => post({ 'content-type': 'application/json' }, ''), 400],
    [
      'comes from a page of somebody else',
      () => post({ 'content-type': 'application/json', origin: 'https://evil.example' }),
      403,
    ],
    ['is for nothing there is', () => client.request({}, '/hunter2?token=hunter2'), 404],
    ['is for an account’s history with something secret in it', () => client.request({}, HISTORY), 404],
    ['is for what cannot be an address', () => client.request({}, '/%E0%A4%A?hunter2'), 400],
    [
      'is for an address that is too long',
      () => client.request({}, `/assets/hunter2${'x'.repeat(200)}`),
      414,
    ],
    ['uses a method there is not', () => client.request({ method: 'DELETE' }), 404],
    ['asks by GET', () => client.request({}, '/graphql?query={__typename}&hunter2'), 405],
    [
      'asks by GET as a program may',
      () => client.request({ headers: { 'apollo-require-preflight': '1' } }, '/graphql?query={__typename}'),
      405,
    ],
    ['has variables that read like a message', () => client.send(SIGN_IN, TELLING), 400],
  ])('has a name to ask about it by when it %s', async (_, send, expected) => {
    const { status, headers, text } = await send();
    expect(status).toBe(expected);
    expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/\.js:|node_modules|at \w+ \(/);
    expect(text).not.toContain('hunter2');
  });

  it('takes no name from the client, who could pass it off as another’s', async () => {
    const { headers } = await client.request(
      { headers: { 'x-correlation-id': 'mine', 'x-request-id': 'mine', 'request-id': 'mine' } },
      '/healthz',
    );
    expect(headers.get('x-correlation-id')).not.toBe('mine');
  });
});
