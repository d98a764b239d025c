import fc from 'fast-check';
import { somebody, type Client } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { RawConnection } from '../../support/raw-http.js';
import type { Service } from '../../support/service.js';

const FIELDS = [
  'viewer',
  'session',
  'id',
  'account',
  'accounts',
  'edges',
  'node',
  'signOut',
  'register',
  '__schema',
  '__typename',
  'nonsense',
];
const WORDS = [
  ...FIELDS,
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '$',
  '@skip',
  '...',
  '"',
  '"""',
  '\\u0000',
  '-1',
  '1e999',
  'query',
  'mutation',
  'fragment',
  'on',
  'null',
  '# ',
  '&',
  '|',
  '=',
  '\ufeff',
  '𝕏',
];

/** Something like GraphQL: sometimes right, mostly not. */
const document = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 80 }).map((words) => words.join(' ')),
  fc.letrec((tie) => ({
    selection: fc
      .array(
        fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constantFrom(...FIELDS), tie('nested')),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => `{ ${parts.join(' ')} }`),
    nested: fc
      .tuple(fc.constantFrom(...FIELDS), tie('selection'))
      .map(([field, inner]) => `${field} ${String(inner)}`),
  })).selection,
);
const body = fc.oneof(
  fc.record({ query: document, variables: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }) }),
  fc.record(
    { query: document, operationName: fc.jsonValue(), extensions: fc.jsonValue(), variables: fc.jsonValue() },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);

describe('Whatever is sent over HTTP', () => {
  let service: Service;
  let clients: readonly Client[];
  beforeAll(async () => {
    service = await startInProduction();
    const person = service.client();
    await person.registered(somebody());
    clients = [service.client(), person, await service.keyClient('administrator')];
  });
  afterAll(() => service.dispose());

  it('in a body of JSON is answered as what it is, by no fault and with nothing from inside', async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.nat(2), async (sent, who) => {
        const { status, text, errors } = await clients[who]!.post(sent);
        expect(status).toBeLessThan(500);
        expect(text).not.toMatch(/node_modules|\.js:\d|at async/);
        for (const { extensions } of errors ?? [])
          expect(extensions['code']).not.toBe('INTERNAL_SERVER_ERROR');
      }),
      { numRuns: 400 },
    );
    await expectWell();
  });

  it('in headers and bytes is answered or refused, by no fault', async () => {
    const header = fc.tuple(
      fc.constantFrom(
        'content-type',
        'content-length',
        'transfer-encoding',
        'connection',
        'upgrade',
        'expect',
        'origin',
        'cookie',
        'authorization',
        'x-forwarded-for',
        'accept',
        'sec-websocket-key',
        'host',
        'content-encoding',
      ),
      fc.oneof(
        fc.constantFrom(
          'application/json',
          'chunked',
          'close',
          'websocket',
          'h2c',
          '100-continue',
          '__Host-session=x',
          'Bearer cs_session_x',
          '0',
          '-1',
          '99999999999',
          'gzip',
          '*/*',
          '%00',
          '::1',
        ),
        fc.string({ maxLength: 50 }),
      ),
    );
    const request = fc.tuple(
      fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'HEAD', 'TRACE', 'CONNECT', 'PRI', 'x'),
      fc.oneof(
        fc.constantFrom(
          '/graphql',
          '/healthz',
          '*',
          '//',
          '/graphql?query=%',
          '/%00',
          'http://evil.example/graphql',
        ),
        fc.webPath(),
      ),
      fc.array(header, { maxLength: 6 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(request, async ([method, path, headers, content]) => {
        using connection = new RawConnection(service.nextUrl());
        const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
        connection.send(`${method} ${path} HTTP/1.1\r\nhost: a\r\n${lines}\r\n${content}`);
        connection.send('\r\n\r\nGET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
        await connection.settled();
        for (const status of connection.statuses) expect(status === 501 || status < 500).toBe(true);
      }),
      { numRuns: 200 },
    );
    await expectWell();
  });

  async function expectWell(): Promise<void> {
    expect(await service.client().query('{ __typename }')).toEqual({ __typename: 'Query' });
    expect((await service.client().request({}, '/healthz')).status).toBe(200);
  }
});
