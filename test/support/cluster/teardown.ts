import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Ends what was set up. */
export default async function tearDown(): Promise<void> {
  const { programs = [] } = globalThis as { programs?: readonly ChildProcess[] };
  await Promise.all(
    programs.map(async (program) => {
      if (program.exitCode !== null || program.signalCode !== null) return;
      program.disconnect();
      await once(program, 'exit');
    }),
  );
}
