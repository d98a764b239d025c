import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { somebody } from '../../support/client.js';
import { freePort } from '../../support/free-port.js';
import { startInProduction } from '../../support/production.js';

describe('Health', () => {
  it('tells strangers that the service is ready, and nothing inside', async () => {
    await using service = await startInProduction();
    await service.client().registered(somebody());
    const { status, text } = await service.client().request({}, '/healthz');
    expect([status, text]).toEqual([200, '{"status":"ready"}']);
  });

  it('tells them what it waits for when it is not', async () => {
    await using service = await startInProduction();
    await service.break('eventStore', 'head', 'connect ECONNREFUSED esdb://admin:hunter2@10.0.0.1');
    const { status, text } = await service.client().request({}, '/healthz');
    const waitingFor = expect.arrayContaining(['eventStore']) as unknown;
    expect([status, JSON.parse(text)]).toEqual([503, { status: 'not ready', waitingFor }]);
    expect(text).not.toMatch(/hunter2|ECONNREFUSED/);
  });
});

describe('Metrics', () => {
  it('are at no door strangers come to', async () => {
    await using service = await startInProduction();
    for (const path of ['/metrics', '/metrics/', '/%6detrics', '/graphql/metrics', '/healthz/metrics']) {
      expect((await service.client().request({}, path)).status).toBe(404);
    }
  });

  it('are told on a port of their own, of this machine alone, as Prometheus reads them', async () => {
    const port = await freePort();
    await using service = await startInProduction({ METRICS_PORT: String(port) });
    await service.client().registered(somebody());
    const reply = await fetch(`http://127.0.0.1:${String(port)}/metrics`);
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await reply.text();
    expect(text).toMatch(/^countersign_ready 1$/m);
    expect(text).toMatch(/^countersign_log_head [1-9]\d*$/m);
    expect(text).toMatch(/^countersign_projection_parked\{projection="\w+"\} 0$/m);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[\w-]+"\})? [\d.]+)$/);
    }
    expect((await fetch(`http://127.0.0.1:${String(port)}/graphql`)).status).toBe(404);
    for (const { address } of outwardAddresses()) expect(await answers(address, port)).toBe(false);
  });

  it('say that the service is not ready', async () => {
    const port = await freePort();
    await using service = await startInProduction({ METRICS_PORT: String(port) });
    await service.break('eventStore', 'head', 'gone');
    const text = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
    expect(text).toMatch(/^countersign_ready 0$/m);
  });
});

function outwardAddresses() {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 }, () => {
      end(true);
    });
    socket.on('error', () => {
      end(false);
    });
    socket.on('timeout', () => {
      end(false);
    });
    function end(answer: boolean) {
      socket.destroy();
      resolve(answer);
    }
  });
}
