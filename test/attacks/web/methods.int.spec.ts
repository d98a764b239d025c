import { startInProduction } from '../../support/production.js';
import { rawPost, RawConnection } from '../../support/raw-http.js';
import type { Service } from '../../support/service.js';

const BODY = JSON.stringify({ query: '{ __typename }' });
const PATHS = ['/', '/graphql', '/healthz', '/settings', '/assets/a.js', '/accounts/a/history.ndjson'];
const METHODS = ['PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'PROPFIND', 'QUERY'];
const LEADS_NOWHERE: readonly unknown[] = [400, 404, 405];

describe('A request', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startInProduction();
  });
  afterAll(() => service.dispose());

  /** The status of what is answered. */
  async function statusOf(request: string): Promise<number | undefined> {
    using connection = new RawConnection(service.nextUrl());
    connection.send(request);
    await connection.settled(5_000);
    return connection.statuses[0];
  }

  it.each(METHODS)('by the method %s leads nowhere, at any address', async (method) => {
    for (const path of PATHS) {
      const request = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`;
      const status = await statusOf(request);
      expect([path, status, LEADS_NOWHERE.includes(status)]).toEqual([path, status, true]);
    }
  });

  it.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 200],
    ['none', 200],
  ])('that a browser says to be %s has the status %d, although it names no origin', async (site, status) => {
    const headers = { 'sec-fetch-site': site, connection: 'close' };
    expect(await statusOf(rawPost(BODY, headers))).toBe(status);
  });

  it.each(['/%67raphql', '/graph%71l', '/%67%72%61%70%68%71%6c'])(
    'for GraphQL is held to the same rules at an address that is spelled %s',
    async (path) => {
      const headers = { connection: 'close' };
      const question = `${path}?query=${encodeURIComponent('{ __typename }')}`;
      const asked = `GET ${question} HTTP/1.1\r\nhost: 127.0.0.1\r\napollo-require-preflight: 1\r\nconnection: close\r\n\r\n`;
      const values = JSON.stringify({ query: '{ __typename }', variables: { a: Array(20_000).fill(1) } });
      expect([
        await statusOf(asked),
        await statusOf(rawPost('{"query":"{ __typename }","more":1}', headers, path)),
        await statusOf(rawPost(values, headers, path)),
        await statusOf(
          rawPost(BODY, { ...headers, 'content-type': 'application/json; charset=utf-16' }, path),
        ),
        await statusOf(rawPost(BODY, headers, path)),
      ]).toEqual([405, 400, 400, 415, 200]);
    },
  );
});
