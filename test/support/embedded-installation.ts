import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../../src/app.js';
import { layFoundation } from '../../src/cli/foundation.js';
import { settings } from '../../src/config/config.js';
import { CROWDED } from './crowded.js';
import type { Installation, InstallationOptions } from './installation.js';
import { startInstance, type Instance } from './instance.js';

/** The service in this process, on a data folder. */
export async function embedded({ folder, clock, ...options }: InstallationOptions): Promise<Installation> {
  const environment = { DATA_DIR: folder, ...CROWDED, ...options.environment };
  let instance: Instance | undefined;
  return {
    folder,
    environment,
    start: async () => {
      const parts = { createApp, layFoundation, settings };
      instance = await startInstance(parts, environment, clock);
      return [instance];
    },
    stop: async () => {
      await instance?.stop();
      instance = undefined;
    },
    remove: async () => {
      rmSync(folder, { recursive: true });
    },
    kept: async () => readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) })),
  };
}
