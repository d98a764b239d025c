import { eventually } from '../../support/eventually.js';
import { startInProduction } from '../../support/production.js';
import { RawConnection, rawPost } from '../../support/raw-http.js';
import type { Service } from '../../support/service.js';

const TYPENAME = '{"query":"{ __typename }"}';

describe('A connection', () => {
  let service: Service;
  let url: string;
  beforeAll(async () => {
    service = await startInProduction({ MAX_CONNECTIONS: '40' });
    url = service.nextUrl();
  });
  afterAll(() => service.dispose());

  it.each([
    ['says nothing', ''],
    ['stops in the middle of its headers', 'POST /graphql HTTP/1.1\r\nhost: a\r\nx-slow: '],
    ['stops in the middle of its body', rawPost(TYPENAME).slice(0, -5)],
  ])('is cut off when its client %s, and others are answered meanwhile', async (_, text) => {
    using slow = new RawConnection(url);
    slow.send(text);
    expect(await service.client().query('{ __typename }')).toEqual({ __typename: 'Query' });
    await slow.closed(15_000);
    expect(slow.statuses).not.toContain(200);
  });

  it('is cut off although its client sends a byte now and then', async () => {
    using slow = new RawConnection(url);
    slow.send('POST /graphql HTTP/1.1\r\nhost: a\r\nx-slow: ');
    const dripping = setInterval(() => {
      slow.send('x');
    }, 500);
    await slow.closed(15_000).finally(() => {
      clearInterval(dripping);
    });
  });

  it('is answered every request of a pipeline, in order, and each is limited for itself', async () => {
    using pipeline = new RawConnection(url);
    const requests = Array.from({ length: 100 }, (_, i) =>
      rawPost(`{"query":"{ a${String(i)}: __typename }"}`),
    );
    pipeline.send(requests.join(''));
    await eventually(() => {
      expect(pipeline.statuses).toEqual(Array<number>(100).fill(200));
    });
    const order = [...pipeline.received.matchAll(/"a(\d+)"/g)].map(([, number]) => Number(number));
    expect(order).toEqual(requests.map((_, i) => i));
  });

  it('is refused headers larger than 8 KiB', async () => {
    using large = new RawConnection(url);
    large.send(rawPost(TYPENAME, { cookie: 'x'.repeat(9_000) }));
    await large.closed();
    expect(large.statuses).toEqual([431]);
  });

  it.each<[string, string, number]>([
    ['two lengths', rawPost(TYPENAME).replace('content-length', 'content-length: 1\r\ncontent-length'), 400],
    ['a length and chunks', rawPost(TYPENAME, { 'transfer-encoding': 'chunked' }), 400],
    ['a header with a line break', rawPost(TYPENAME, { 'x-a': 'b\n c: d' }), 400],
    ['a null byte', rawPost(TYPENAME, { 'x-a': 'b\0c' }), 400],
    ['no host', rawPost(TYPENAME).replace('host: 127.0.0.1\r\n', ''), 400],
    ['nonsense', 'hunter2\r\n\r\n', 400],
  ])('is closed after a request that can be read in two ways: %s', async (_, request, status) => {
    using smuggling = new RawConnection(url);
    smuggling.send(request + rawPost(TYPENAME));
    await smuggling.closed();
    expect(smuggling.statuses).toEqual([status]);
    expect(smuggling.received).not.toContain('hunter2');
  });

  it('is one of so many at the most, and there is room again when others end', async () => {
    const held = Array.from({ length: 45 }, () => new RawConnection(url));
    await eventually(() => {
      expect(held.filter(({ isClosed }) => isClosed).length).toBeGreaterThanOrEqual(5);
    });
    for (const each of held) each[Symbol.dispose]();
    await eventually(async () => {
      expect(await service.client().query('{ __typename }')).toEqual({ __typename: 'Query' });
    });
  });
});
