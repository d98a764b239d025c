/*
 * A process that runs the built service, as often as it is asked to: alone, or as one replica of a cluster. So
 * that a test waits neither for a process to start nor for the service to be loaded.
 */
import { readFileSync } from 'node:fs';
import type * as App from '../../../src/app.js';
import type * as Foundation from '../../../src/cli/foundation.js';
import type * as Config from '../../../src/config/config.js';
import { startInstance } from '../instance.js';
import { openDoor } from './door.js';
import { serveParent } from './program.js';

const { createApp } = await built<typeof App>('app.js');
const { layFoundation } = await built<typeof Foundation>('cli/foundation.js');
const { settings } = await built<typeof Config>('config/config.js');
const running = new Map<string, () => Promise<void>>();

const host = {
  /** @param clockFile the time, see {@link TestClock.showIn} */
  start: async (
    environment: Readonly<Record<string, string>>,
    clockFile: string,
  ): Promise<{ readonly url: string; readonly interior: string }> => {
    const clock = { now: () => new Date(Number(readFileSync(clockFile, 'utf8'))) };
    const { url, interior, stop } = await startInstance(
      { createApp, layFoundation, settings },
      environment,
      clock,
    );
    const door = await openDoor(interior);
    running.set(url, async () => {
      door.close();
      await stop();
    });
    return { url, interior: door.url };
  },

  stop: async (url: string): Promise<void> => {
    await running.get(url)?.();
    running.delete(url);
  },
};
export type Host = typeof host;

await serveParent(host, async () => undefined);

async function built<M>(path: string): Promise<M> {
  return (await import(new URL(`../../../dist/${path}`, import.meta.url).href)) as M;
}
