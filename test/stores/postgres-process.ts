import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const processes: ChildProcess[] = [];

/**
 * Another process with a database of its own, made of what `npm run build` made, once it is so
 * far as to say "ready". It lives for as long as it has something to do.
 * @param program has `database`, and `say` to be heard by this process
 */
export async function processWith(url: string, program: string): Promise<ChildProcess> {
  const built = (path: string) => JSON.stringify(pathToFileURL(resolve('dist', path)).href);
  const before = `
    import { sql } from ${JSON.stringify(import.meta.resolve('kysely'))};
    import { PostgresDatabase } from ${built('postgres/postgres-database.js')};
    import { acquirePostgresLease } from ${built('projections/postgres-lease.js')};
    const database = new PostgresDatabase(process.argv[1], { statementMs: 1_000, answerMs: 500 });
    const say = (what) => process.send(what);`;
  const words = ['--input-type=module', '--eval', before + program, url];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  processes.push(child);
  expect(await once(child, 'message')).toMatchObject(['ready']);
  return child;
}

/** Leaves none of them behind, whatever state they are in. */
export function killProcesses(): void {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
}
