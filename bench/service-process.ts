import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN } from './built.ts';

const LOOK_EVERY_MS = 2;
const LONGEST_START_MS = 60_000;

/** The service, in a process of its own. */
export interface RunningService {
  readonly port: number;
  /** Milliseconds from the spawn to the first 200 of `/healthz`. */
  readonly startedIn: number;
  readonly stop: () => Promise<void>;
}

/** Runs `countersign serve` on a data folder, and waits until it is ready. */
export async function startService(folder: string): Promise<RunningService> {
  const port = await freePort();
  const begin = performance.now();
  const child = run(['serve'], { DATA_DIR: folder, PORT: String(port) });
  const died = once(child, 'exit').then(() => {
    throw new Error('The service ended before it was ready');
  });
  await Promise.race([ready(port, begin + LONGEST_START_MS), died]);
  const startedIn = performance.now() - begin;
  const stop = async () => {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
    await died.catch(() => undefined);
  };
  died.catch(() => undefined);
  return { port, startedIn, stop };
}

/** Runs a command of the service's command line. Its standard error is handed on line by line. */
export function run(words: readonly string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'development', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** How far the projections of a service are behind its log. */
export async function behind(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`);
  const { projections } = (await response.json()) as { projections: readonly { behind: number }[] };
  return Math.max(...projections.map((projection) => projection.behind));
}

async function ready(port: number, deadline: number): Promise<void> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    if (performance.now() > deadline) throw new Error('The service did not become ready');
    await sleep(LOOK_EVERY_MS);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
