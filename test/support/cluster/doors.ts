/** Where the programs of the cluster are told what to do. */
export interface Doors {
  readonly servers: string;
  /** One for each process that runs replicas. */
  readonly replicas: readonly string[];
}

const VARIABLE = 'CLUSTER_UNDER_TEST';

/** Tells the processes that run tests. */
export function tellDoors(doors: Doors): void {
  process.env[VARIABLE] = JSON.stringify(doors);
}

export function doors(): Doors {
  const told = process.env[VARIABLE];
  if (told === undefined) throw new Error('No cluster is running: see setup.ts');
  return JSON.parse(told) as Doors;
}
