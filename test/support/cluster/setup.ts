import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tellDoors } from './doors.ts';

const REPLICAS = 3;
const HERE = import.meta.dirname;

/** Starts what the tests on a cluster share: its servers, and the processes its replicas run in. */
export default async function setUp(): Promise<void> {
  const main = join(HERE, '../../../dist/main.js');
  if (!existsSync(main)) throw new Error(`${main} is not there: build it with \`npx nest build\`.`);
  const files = ['servers.ts', ...Array<string>(REPLICAS).fill('replica.ts')];
  const programs = files.map(start);
  (globalThis as { programs?: readonly ChildProcess[] }).programs = programs;
  const [servers, ...replicas] = await Promise.all(programs.map(doorOf));
  tellDoors({ servers: servers!, replicas });
}

function start(file: string): ChildProcess {
  const node = ['--disable-warning=ExperimentalWarning', '--import', join(HERE, 'sources.js')];
  return spawn(process.execPath, [...node, join(HERE, file)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Where the program listens: what it says first. */
async function doorOf(program: ChildProcess): Promise<string> {
  const ended = once(program, 'exit').then(() => {
    throw new Error('A program of the cluster did not start');
  });
  const [door] = (await Promise.race([once(program, 'message'), ended])) as [string];
  ended.catch(() => undefined);
  return door;
}
