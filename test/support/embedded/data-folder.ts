import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CROWDED } from '../crowded.js';
import type { Installation, InstallationOptions, Replica } from '../installation.js';

/** A replica, and what stops it. */
export type Stoppable = Replica & { readonly stop: () => Promise<void> };

/** The service on a data folder, run in whichever process. */
export function onDataFolder(
  { folder, ...options }: Omit<InstallationOptions, 'clock'>,
  startReplica: (environment: Readonly<Record<string, string>>) => Promise<Stoppable>,
): Installation {
  const environment = { DATA_DIR: folder, ...CROWDED, ...options.environment };
  let running: Stoppable | undefined;
  return {
    folder,
    environment,
    start: async () => {
      running = await startReplica(environment);
      return [running];
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
    remove: async () => {
      rmSync(folder, { recursive: true });
    },
    kept: async () => readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) })),
  };
}
