import type { Random } from '../../kill-9/random.js';
import type { Replica } from '../replicas.js';
import type { Servers } from '../servers.js';

/** Something that is killed and started again. */
export interface Victim {
  readonly name: string;
  readonly kill: () => Promise<void>;
  readonly startAgain: () => Promise<void>;
}

/**
 * So many victims in a random order: event store, database and replicas equally often.
 *
 * PostgreSQL ends at once on SIGQUIT, without a checkpoint, and recovers from its write-ahead log. The
 * test server does not wait for its disk, which is fair here: what a process wrote stays with the
 * operating system when the process dies; only a loss of power could take it.
 */
export function victimsOf(
  { eventStore, postgres }: Servers,
  replicas: readonly Replica[],
  count: number,
  random: Random,
): readonly Victim[] {
  const servers: readonly Victim[] = [
    { name: 'event store', kill: () => eventStore.kill(), startAgain: () => eventStore.startAgain() },
    { name: 'database', kill: () => postgres.stop('at once'), startAgain: () => postgres.startAgain() },
  ];
  const victims = Array.from({ length: count }, (_, index): Victim => {
    const server = servers[index % 3];
    if (server) return server;
    const number = Math.floor(index / 3) % replicas.length;
    const replica = replicas[number]!;
    return {
      name: `replica ${String(number + 1)}`,
      kill: () => replica.kill(),
      startAgain: () => replica.startAgain(),
    };
  });
  return shuffled(victims, random);
}

function shuffled<T>(list: readonly T[], { between }: Random): readonly T[] {
  const left = [...list];
  return list.map(() => left.splice(between(0, left.length - 1), 1)[0]!);
}
