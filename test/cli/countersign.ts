import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What became of a command. */
export interface Finished {
  readonly exitCode: number | null;
  /** Standard output, which programs read. */
  readonly output: string;
  /** Standard error, which people read. */
  readonly told: string;
}

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/**
 * Runs the command line as an operator does, in a process of its own, as `npm run build` made it.
 * @param environment the only variables it sees
 */
export async function countersign(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const command = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, told] = [command.stdout, command.stderr].map((stream) =>
    stream.setEncoding('utf8').toArray(),
  );
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    command.once('error', reject).once('close', resolve);
  });
  return { exitCode, output: (await output!).join(''), told: (await told!).join('') };
}
