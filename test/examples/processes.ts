import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../support/eventually.js';

const ROOT = join(import.meta.dirname, '../..');
const START_MS = 60_000;

/** A program in a process of its own, and what it has printed so far. */
export interface Program {
  /** Lines of standard output. */
  readonly lines: readonly string[];
  /** Lines of standard error. */
  readonly told: readonly string[];
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  readonly stop: () => Promise<void>;
}

/** Runs an example as `npm run example` does. */
export function runExample(name: string, ...words: readonly string[]): Program {
  return run([join(ROOT, 'examples', name), ...words], {});
}

/** Starts the service as `npm run build` made it, and waits until it listens. */
export async function serve(folder: string, port = 0): Promise<Program & { readonly url: string }> {
  const environment = { DATA_DIR: folder, PORT: String(port), NODE_ENV: 'test' };
  const service = run([join(ROOT, 'dist/main.js'), 'serve'], environment);
  const url = await eventually(() => {
    const found = service.lines.map((line) => /listens on (http:\S+\d):/.exec(line)?.[1]).find(Boolean);
    if (found === undefined) throw new Error(`It does not listen: ${service.told.join('\n')}`);
    return found;
  }, START_MS);
  return { ...service, url };
}

function run(words: readonly string[], environment: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { lines: linesOf(child.stdout), told: linesOf(child.stderr), ended, stop };
}

function linesOf(stream: NonNullable<ChildProcess['stdout']>): readonly string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => lines.push(line));
  return lines;
}
