import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../test/support/eventstoredb/main.ts', import.meta.url));

/** The test server of EventStoreDB, in a process of its own, with its log in memory. */
export async function startEventStoreDb(): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const line = await firstLine(child.stdout);
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
    process.off('exit', kill);
  };
  return { url: (JSON.parse(line) as { connectionString: string }).connectionString, stop };
}

async function firstLine(output: Readable | null): Promise<string> {
  if (output) for await (const line of createInterface(output)) return line;
  throw new Error('The test server did not start');
}
