import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN } from './built.ts';

const PEAK_MEMORY = new URL('peak-memory.ts', import.meta.url).href;

const LOOK_EVERY_MS = 2;
const LONGEST_START_MS = 60_000;

/** The service, in a process of its own. */
export interface RunningService {
  readonly port: number;
  readonly metricsPort: number;
  /** Milliseconds from the spawn to the first 200 of `/healthz`. */
  readonly startedIn: number;
  readonly stop: () => Promise<void>;
}

/** Runs `countersign serve` on a data folder, and waits until it is ready. */
export async function startService(folder: string): Promise<RunningService> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const begin = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...environment(folder, port), METRICS_PORT: String(metricsPort) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  await Promise.race([ready(port, begin + LONGEST_START_MS), ended]);
  if (child.exitCode !== null) throw new Error('The service ended before it was ready');
  const startedIn = performance.now() - begin;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', kill);
  };
  return { port, metricsPort, startedIn, stop };
}

/**
 * Runs a command of the service's command line on a data folder until it ends.
 * @returns how long it took from start to end, and the most memory it had
 */
export async function runToEnd(
  command: string,
  folder: string,
): Promise<{ readonly seconds: number; readonly peakMb: number }> {
  const begin = performance.now();
  const child = spawn(process.execPath, ['--import', PEAK_MEMORY, MAIN, command], {
    env: environment(folder),
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [told] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')]);
  const seconds = (performance.now() - begin) / 1_000;
  if (child.exitCode !== 0) throw new Error(`countersign ${command} did not end well`);
  return { seconds, peakMb: Number(told) / 1_024 };
}

/** The service as it is deployed, on a folder that holds its master key. */
function environment(folder: string, port = 0): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    DATA_DIR: folder,
    MASTER_KEY_FILE: join(folder, 'master.key'),
    // Challenges are made beforehand, and none that would last longer is believed.
    CHALLENGE_TTL: '3600',
  };
}

/** How far the projections of a service are behind its log. */
export async function behind({ metricsPort }: RunningService): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const samples = (await response.text()).matchAll(/^countersign_projection_behind\S* (\d+)$/gm);
  return Math.max(...[...samples].map(([, value]) => Number(value)));
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
