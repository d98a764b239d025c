import { setTimeout as sleep } from 'node:timers/promises';
import { somebody, type Client } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket, type RawSocketOptions } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';

const VALID = 'subscription { twoFactorChanged { position } }';
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');

describe('Who opens sockets', () => {
  let service: Service;
  let person: Client;
  let application: Client;
  const sockets: RawSocket[] = [];
  beforeAll(async () => {
    service = await startInProduction({ MAX_SOCKETS: '60', TRUSTED_PROXIES: '127.0.0.1' });
    person = service.client();
    await person.registered(somebody());
    application = await service.keyClient('application');
  });
  afterEach(async () => {
    for (const { socket } of sockets) socket.terminate();
    await eventually(() => {
      expect(sockets.splice(0).every(({ closed }) => closed)).toBe(true);
    });
  });
  afterAll(() => service.dispose());

  function open(options?: RawSocketOptions): RawSocket {
    const socket = new RawSocket(service.nextUrl(), options);
    sockets.push(socket);
    return socket;
  }
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  it('is let go when they do not say in three seconds whose socket it is', async () => {
    const socket = await open().opened();
    await socket.closedWith(4408);
  });

  it('can have twenty that say nothing yet from one network, and others are not kept out by it', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => open(from(`2001:db8::${String(i + 1)}`)).opened()),
    );
    await open(from('2001:db8::ffff')).refusedWith(429);
    const other = await open(from('2001:db8:1::1')).introduced(person.token);
    expect(other.closed).toBeUndefined();
  });

  it('can have no more than are allowed in all, by whoever', async () => {
    const open60 = Array.from({ length: 60 }, (_, i) =>
      open(from(`192.0.2.${String(i + 1)}`)).introduced(application.token),
    );
    await Promise.all(open60);
    await open(from('198.51.100.1')).refusedWith(503);
    sockets[0]!.socket.terminate();
    await eventually(async () => {
      const next = open(from('198.51.100.2'));
      await next.introduced(application.token);
    });
  });

  it('can have ten as a person, and one more when one is closed', async () => {
    await Promise.all(Array.from({ length: 10 }, () => open().introduced(person.token)));
    const eleventh = await open().opened();
    eleventh.say({ type: 'connection_init', payload: { authorization: `Bearer ${person.token!}` } });
    await eleventh.closedWith(4429);
    sockets[0]!.socket.terminate();
    await eventually(async () => {
      await open().introduced(person.token);
    });
  });

  it('can have twenty subscriptions on one', async () => {
    const socket = await open().introduced(application.token);
    for (let i = 0; i < 21; i++) socket.subscribe(String(i), VALID);
    const refused = await socket.received('error', '20');
    expect(refused.payload).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
    expect(socket.messages.filter(({ type }) => type === 'error')).toHaveLength(1);
    socket.say({ type: 'complete', id: '0' });
    socket.subscribe('again', VALID);
    await eventually(async () => {
      expect(await service.openSubscriptions()).toBe(20);
    });
  });

  it('is closed out when they send more messages than anybody needs', async () => {
    const socket = await open().introduced(application.token);
    for (let i = 0; i < 100; i++) socket.say({ type: 'ping' });
    await socket.closedWith(1008);
    expect(socket.messages.filter(({ type }) => type === 'pong').length).toBeLessThan(60);
  });

  it('is closed out when they send more ping frames than anybody needs', async () => {
    const socket = await open().introduced(application.token);
    for (let i = 0; i < 100; i++) socket.socket.ping();
    await socket.closedWith(1008);
  });

  it('is not given back what came with a ping', async () => {
    const socket = await open().introduced(application.token);
    socket.say({ type: 'ping', payload: { text: 'x'.repeat(60_000) } });
    expect(await socket.received('pong')).toEqual({ type: 'pong' });
  });

  it.each<[string, string | Buffer, number]>([
    ['larger than 64 KiB', 'x'.repeat(65_537), 1009],
    ['larger than 64 KiB, and binary', Buffer.alloc(65_537), 1009],
    ['no JSON', '{"type": hunter2', 4400],
    ['of no type there is', '{"type":"hunter2"}', 4400],
    ['a list', '[]', 4400],
    ['a subscription without a document', '{"type":"subscribe","id":"1","payload":{}}', 4400],
    ['text that is no UTF-8', Buffer.from([0xff, 0xfe]), 4400],
    ['a second introduction', '{"type":"connection_init"}', 4429],
  ])('is closed out with a message that is %s', async (_, message, code) => {
    const socket = await open().introduced(application.token);
    socket.send(message);
    await socket.closedWith(code);
    expect(socket.closed!.reason).not.toContain('hunter2');
  });

  it('is closed out, and not repeated to, when they use an id twice', async () => {
    const socket = await open().introduced(application.token);
    const id = 'hunter2'.repeat(100);
    socket.subscribe(id, VALID);
    socket.subscribe(id, VALID);
    await socket.closedWith(4409);
    expect(socket.closed!.reason).toBe('Subscriber already exists');
  });

  it('is closed out when they subscribe before they said whose it is', async () => {
    const socket = await open().opened();
    socket.subscribe('1');
    await socket.closedWith(4401);
  });

  it.each([
    ['a query', '{ viewer { session { id } } }', 'BAD_REQUEST'],
    ['a mutation', 'mutation { signOut { wasSignedIn } }', 'BAD_REQUEST'],
    [
      'a guess at a code',
      'mutation { answerChallenge(input: { challenge: "c", code: "000000" }) { __typename } }',
      'BAD_REQUEST',
    ],
    [
      'two subscriptions at once',
      'subscription { a: twoFactorChanged { position } b: twoFactorChanged { position } }',
      'LIMIT_EXCEEDED',
    ],
    [
      'two by a fragment',
      'subscription { ...S ...S } fragment S on Subscription { twoFactorChanged { position } }',
      'LIMIT_EXCEEDED',
    ],
    [
      'sixteen aliases',
      `subscription { twoFactorChanged { ${times(16, (i) => `a${String(i)}: position`)} } }`,
      'LIMIT_EXCEEDED',
    ],
    [
      'more than a thousand tokens',
      `subscription { twoFactorChanged { ${'position '.repeat(1_000)} } }`,
      'LIMIT_EXCEEDED',
    ],
    [
      'nine levels',
      `subscription { ${'twoFactorChanged { '.repeat(8)} position ${'}'.repeat(8)} }`,
      'LIMIT_EXCEEDED',
    ],
    ['no GraphQL', '{ hunter2 ', 'GRAPHQL_PARSE_FAILED'],
    ['a field there is not', 'subscription { hunter2 }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is refused %s, and told no more than over HTTP', async (_, query, code) => {
    const socket = await open().introduced(application.token);
    socket.subscribe('1', query);
    const { payload } = await socket.received('error', '1');
    expect(payload[0]).toMatchObject({ extensions: { code, correlationId: expect.any(String) } });
    expect(JSON.stringify(payload)).not.toMatch(/hunter2|000000|stack|\.js:/);
    expect(socket.closed).toBeUndefined();
  });

  it.each([
    ['deep', { id: JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown }, 'LIMIT_EXCEEDED'],
    ['of another type', { id: { hunter2: 'hunter2' } }, 'BAD_USER_INPUT'],
  ])('is not told what was in variables that are %s', async (_, variables, code) => {
    const socket = await open().introduced(application.token);
    socket.subscribe(
      '1',
      'subscription ($id: ID) { twoFactorChanged(accountId: $id) { position } }',
      variables,
    );
    expect(await socket.refused('1')).toMatchObject([{ extensions: { code } }]);
    expect(JSON.stringify(socket.messages)).not.toContain('hunter2');
  });

  it('is dropped when they show no sign of life, and what they subscribed to ends', async () => {
    const silent = await open().introduced(application.token);
    const lively = await open().introduced(application.token);
    silent.subscribe('1', VALID);
    await eventually(async () => {
      expect(await service.openSubscriptions()).toBe(1);
    });
    silent.socket.pause();
    await eventually(async () => {
      expect(await service.openSubscriptions()).toBe(0);
    }, 25_000);
    await sleep(0);
    expect(lively.closed).toBeUndefined();
  });
});
