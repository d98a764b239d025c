import { createServer } from 'node:net';

/** A free port below those that are given to outgoing connections: it stays free while its server is down. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
    if (await promise) return port;
  }
}
