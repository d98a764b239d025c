import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ADA } from '../support/facts.js';
import { start, type Ended, type Running } from '../support/process.js';
import { Subscriber } from '../support/subscriber.js';

const STOPPED = 'Countersign has stopped.';

function expectGoodOrder({ code, signal, stdout, lines }: Ended): void {
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(lines.filter((line) => line.includes(STOPPED))).toHaveLength(1);
  expect(stdout.trimEnd().split('\n').at(-1)).toContain(STOPPED);
  expect(lines.filter((line) => /ERROR|WARN|npm error|^\s+at /.test(line))).toEqual([]);
}

describe('A signal to stop', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends the service in good order: %s', async (signal) => {
    const service = await start();
    await service.client().register(ADA);
    const ended = await service.stop(signal);
    expectGoodOrder(ended);
    expect(ended.stderr).toBe('');
  });

  it('may come several times', async () => {
    const service = await start();
    service.send('SIGINT');
    service.send('SIGTERM');
    expectGoodOrder(await service.stop('SIGINT'));
  });

  it('reaches the service through npm start, as Ctrl-C in a terminal does', async () => {
    // Without the build that npm would run first: other tests use what is built.
    const command = ['npm', 'start', '--ignore-scripts'];
    const service = await start({ command, ownGroup: true }, []);
    await service.client().register(ADA);
    expectGoodOrder(await service.stop('SIGINT'));
  });

  it('lets the requests under way come to their end, and leaves none half-done', async () => {
    const service = await start();
    const { folder } = service;
    const people = Array.from({ length: 24 }, (_, index) => ({
      ...ADA,
      username: `person ${String(index)}`,
    }));
    let stopping = false;
    let answeredWhileStopping = 0;
    const outcomes = people.map(async (person) => {
      try {
        const { __typename } = await service.client().register(person);
        if (stopping) answeredWhileStopping++;
        return __typename;
      } catch {
        return 'closed';
      }
    });
    await Promise.race(outcomes);
    stopping = true;
    const ended = await service.stop();
    expectGoodOrder(ended);
    expect(ended.stderr).toBe('');
    expect(answeredWhileStopping).toBeGreaterThan(0);

    const again = await start({ folder });
    for (const [index, outcome] of (await Promise.all(outcomes)).entries()) {
      const person = people[index]!;
      if (outcome === 'closed') await again.client().register(person);
      expect(await again.client().signIn(person)).toMatchObject({ __typename: 'SignedIn' });
    }
    await again.stop();
  });
});

describe('A client that does not let go', () => {
  /** `docker stop` and systemd's gentler relatives wait this long. */
  const PATIENCE_MS = 10_000;

  it('does not hold up the stop when it has no request under way', async () => {
    const service = await start();
    const { accountId } = await service.client().registered(ADA);
    const client = service.client();
    await client.signIn(ADA);
    const silent = await connected(service);
    const subscriber = new Subscriber({ url: service.url, token: client.token, accountId, after: '0' });
    await client.startEnrollment(ADA.password);
    await subscriber.received(1);
    const deaf = await deafWebSocket(service);

    const before = performance.now();
    expectGoodOrder(await service.stop());
    expect(performance.now() - before).toBeLessThan(PATIENCE_MS);
    expect(await subscriber.rejected()).toMatchObject({ code: 1001 });
    for (const socket of [silent, deaf]) socket.destroy();
    await subscriber.dispose();
  });

  it('finds its connection closed when it never finishes its request', async () => {
    const service = await start();
    const socket = await connected(service);
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    );
    // Its beginning is read before what is sent after it is answered.
    await service.client().register(ADA);
    expectGoodOrder(await service.stop());
    await closed;
  });

  async function connected({ url }: Running): Promise<Socket> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  /** A WebSocket whose other end never answers, not even that it closes. */
  async function deafWebSocket(service: Running): Promise<Socket> {
    const socket = await connected(service);
    const upgrade = [
      'GET /graphql HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: graphql-transport-ws',
    ];
    socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 101 /);
    return socket;
  }
});
