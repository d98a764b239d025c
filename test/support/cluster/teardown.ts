import type { Program } from '../hosts/launch.ts';

/** Ends what was set up. */
export default async function tearDown(): Promise<void> {
  const { clusterPrograms = [] } = globalThis as { clusterPrograms?: readonly Program[] };
  await Promise.all(clusterPrograms.map(({ end }) => end()));
}
