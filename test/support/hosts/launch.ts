import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { builtMain } from '../built-main.ts';

const TESTS = join(import.meta.dirname, '../..');

/** A program beside the tests, which ends with the process that launched it. */
export interface Program {
  /** What it does is behind this door. */
  readonly door: Promise<string>;
  readonly end: () => Promise<void>;
}

/** @param path of its source, below `test` */
export function launch(path: string): Program {
  // The program runs the service as it was built: whoever forgot to is told here.
  builtMain();
  const node = ['--disable-warning=ExperimentalWarning', '--import', join(import.meta.dirname, 'sources.js')];
  const program = spawn(process.execPath, [...node, join(TESTS, path)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const door = doorOf(program, path);
  // Whoever asks for it hears of it.
  door.catch(() => undefined);
  return { door, end: () => end(program) };
}

/** The first thing it says. */
async function doorOf(program: ChildProcess, path: string): Promise<string> {
  const started = new AbortController();
  const ended = once(program, 'exit', { signal: started.signal }).then(() => {
    throw new Error(`${path} did not start`);
  });
  const [door] = (await Promise.race([once(program, 'message'), ended])) as [string];
  ended.catch(() => undefined);
  started.abort();
  return door;
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.disconnect();
  await once(program, 'exit');
}
