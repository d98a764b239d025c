import { behindDoor } from '../hosts/door.ts';
import type { Host } from '../hosts/host.ts';

const VARIABLE = 'HOSTS_OF_EMBEDDED_SERVICES';

/** Tells the processes that run tests where they ask for their host. */
export function tellHosts(door: string): void {
  process.env[VARIABLE] = door;
}

/** What runs the services of this worker, in a process of its own. */
export async function ownHost(): Promise<Host> {
  const { [VARIABLE]: door, JEST_WORKER_ID: worker = '1' } = process.env;
  if (door === undefined) throw new Error('Nobody hosts services: see setup.ts');
  const { hostOf } = behindDoor<{ hostOf(worker: string): Promise<string> }>(door);
  return behindDoor<Host>(await hostOf(worker));
}
