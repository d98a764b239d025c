import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CROWDED } from '../crowded.js';
import type { Installation, Replica, InstallationOptions } from '../installation.js';
import type { Interior } from '../interior.js';
import { behindDoor } from '../hosts/door.js';
import type { Host } from '../hosts/host.js';
import type { Servers } from './servers.js';
import { doors } from './doors.js';

const MASTER_KEY = Buffer.from('the master key of every replica.').toString('base64');

/** Three replicas of the service, each in a process of its own, on an event store and a database of their own. */
export async function onCluster({ folder, clock, ...options }: InstallationOptions): Promise<Installation> {
  const { servers: serversDoor, replicas: replicaDoors } = doors();
  const servers = behindDoor<Servers>(serversDoor);
  const hosts = replicaDoors.map((door) => behindDoor<Host>(door));
  const urls = await servers.add();
  const environment = {
    DATA_DIR: join(folder, 'data'),
    EVENT_STORE_URL: urls.eventStore,
    DATABASE_URL: urls.database,
    MASTER_KEY,
    ...CROWDED,
    ...options.environment,
  };
  const clockFile = join(folder, 'clock');
  clock.showIn(clockFile);
  let running: readonly Replica[] = [];
  return {
    folder,
    environment,
    start: async () => {
      const started = await Promise.all(hosts.map((host) => host.start(environment, clockFile)));
      running = started.map(({ url, interior }) => ({ url, interior: behindDoor<Interior>(interior) }));
      return running;
    },
    stop: async () => {
      await Promise.all(running.map(({ url }, index) => hosts[index]!.stop(url)));
      running = [];
    },
    remove: async () => {
      await servers.remove(urls);
      rmSync(folder, { recursive: true });
    },
    kept: async () =>
      Object.entries(await servers.kept(urls)).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
  };
}
