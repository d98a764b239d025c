import { launch, type Program } from '../hosts/launch.ts';
import { tellDoors } from './doors.ts';

const REPLICAS = 3;

/** Starts what the tests on a cluster share: its servers, and the processes its replicas run in. */
export default async function setUp(): Promise<void> {
  const servers = launch('support/cluster/servers.ts');
  const hosts = Array.from({ length: REPLICAS }, () => launch('support/hosts/host.ts'));
  (globalThis as { clusterPrograms?: readonly Program[] }).clusterPrograms = [servers, ...hosts];
  const replicas = await Promise.all(hosts.map(({ door }) => door));
  tellDoors({ servers: await servers.door, replicas });
}
