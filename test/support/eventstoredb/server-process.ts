import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { remoteFaults, type RemoteFaults } from './control.js';

/** The test server in a process of its own. */
export interface EventStoreDbProcess {
  readonly connectionString: string;
  readonly port: number;
  readonly faults: RemoteFaults;
  /** Ends it, without a word to it by default; what it answered is in the file. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Holds it still, as a machine that is too busy would. */
  freeze(): void;
  thaw(): void;
}

/** Starts one; it is ready when this resolves. @param port 0 for any that is free */
export async function startEventStoreDbProcess(file: string, port = 0): Promise<EventStoreDbProcess> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const args = ['--disable-warning=ExperimentalWarning', main, '--file', file, '--port', String(port)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const { connectionString, controlUrl } = await firstLine(child);
  return {
    connectionString,
    port: Number(new URL(connectionString).port),
    faults: remoteFaults(controlUrl),
    kill: async (signal = 'SIGKILL') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
  };
}

async function firstLine(child: ChildProcess): Promise<{ connectionString: string; controlUrl: string }> {
  if (!child.stdout) throw new Error('The test server has no output');
  for await (const line of createInterface(child.stdout)) {
    return JSON.parse(line) as { connectionString: string; controlUrl: string };
  }
  throw new Error('The test server did not start');
}
