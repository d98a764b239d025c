import { openDoor, type Door } from '../hosts/door.ts';
import { launch, type Program } from '../hosts/launch.ts';
import { tellHosts } from './hosts.ts';

export interface Embedded {
  readonly door: Door;
  readonly programs: ReadonlyMap<string, Program>;
}

/** Opens the door where each worker asks for the process its services run in, which is started only then. */
export default async function setUp(): Promise<void> {
  const programs = new Map<string, Program>();
  const hostOf = (worker: string): Promise<string> => {
    const program = programs.get(worker) ?? launch('support/hosts/host.ts');
    programs.set(worker, program);
    return program.door;
  };
  const door = await openDoor({ hostOf });
  tellHosts(door.url);
  (globalThis as { embedded?: Embedded }).embedded = { door, programs };
}
