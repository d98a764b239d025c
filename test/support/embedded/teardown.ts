import type { Embedded } from './setup.ts';

/** Ends what was set up, and what was started since. */
export default async function tearDown(): Promise<void> {
  const { embedded } = globalThis as { embedded?: Embedded };
  if (!embedded) return;
  embedded.door.close();
  await Promise.all([...embedded.programs.values()].map(({ end }) => end()));
}
