import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../src/clock.js';
import { builtMain } from './built-main.js';
import { Client } from './client.js';
import { CROWDED } from './crowded.js';

const ROOT = join(import.meta.dirname, '../..');

/** What has not started or ended by then hangs. */
const DEADLINE_MS = 120_000;

// A test that starts a service or two takes its time on a busy machine.
import.meta.jest.setTimeout(4 * DEADLINE_MS);

export interface ProcessOptions {
  /** The data folder; a new one when left out. */
  readonly folder?: string | undefined;
  /** Settings, besides the data folder and a free port. This process's own are not handed on. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The program and its arguments, instead of this Node and the built command line. */
  readonly command?: readonly string[];
  /** Puts it in a process group of its own, as a terminal does; signals then go to all of the group. */
  readonly ownGroup?: boolean;
}

/** How a process ended, and all it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both outputs line by line, what went to stderr last. */
  readonly lines: readonly string[];
}

/** The service, running. */
export interface Running {
  readonly pid: number;
  readonly folder: string;
  readonly url: string;
  /** A client that is nobody yet. */
  readonly client: () => Client;
  /** What it has said so far. */
  readonly output: () => string;
  readonly send: (signal: NodeJS.Signals) => void;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<Ended>;
  /** Sends one signal and waits for the end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>;
}

/** The built command line under this very Node; what stands before it goes to Node itself. */
export function countersign(...nodeArguments: readonly string[]): readonly string[] {
  return [process.execPath, ...nodeArguments, builtMain()];
}

const running = new Map<Promise<Ended>, (signal: NodeJS.Signals) => void>();
const folders: string[] = [];
let over = false;

// Whatever a failed test leaves running, or lying about, ends with its file.
afterAll(async () => {
  over = true;
  for (const send of running.values()) send('SIGKILL');
  await Promise.allSettled(running.keys());
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own for a test, with a space in its name; removed after the last test of the file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign test '));
  folders.push(folder);
  return folder;
}

/** Runs a command of the built command line to its end. */
export function run(words: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  const started = launch(words, options);
  return inTime(started.ended, started);
}

/** Starts the built service, and resolves when it listens. */
export async function start(
  options: ProcessOptions = {},
  words: readonly string[] = ['serve'],
): Promise<Running> {
  const { child, ...service } = launch(words, options);
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const port = /listens on http:\/\/localhost:(\d+)/.exec(service.output())?.[1];
      if (port !== undefined) resolve(port);
    });
    void service.ended.then(({ code, lines }) => {
      reject(new Error(`It did not start (exit code ${String(code)}):\n${lines.join('\n')}`));
    }, reject);
  });
  const url = `http://127.0.0.1:${await inTime(listening, service)}`;
  return {
    ...service,
    url,
    client: () => new Client(url, new SystemClock()),
    stop: (signal = 'SIGINT') => {
      service.send(signal);
      return inTime(service.ended, service);
    },
  };
}

function launch(words: readonly string[], options: ProcessOptions) {
  if (over) throw new Error('The tests of this file are over');
  const { folder = newFolder(), environment = {}, command = countersign(), ownGroup = false } = options;
  const [program = '', ...before] = command;
  // A service starts in four fifths of the time when what it is made of was compiled before.
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(program, [...before, ...words], {
    cwd: ROOT,
    detached: ownGroup,
    env: { PATH, HOME, NODE_COMPILE_CACHE, PORT: '0', DATA_DIR: folder, ...CROWDED, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const lines = `${said.stdout}\n${said.stderr}`.split('\n').filter((line) => line.trim() !== '');
      resolve({ code, signal, ...said, lines });
    });
  }).finally(() => running.delete(ended));
  const send = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && running.has(ended))
      process.kill(ownGroup ? -child.pid : child.pid, signal);
  };
  running.set(ended, send);
  return { child, pid: child.pid ?? NaN, folder, ended, send, output: () => said.stdout + said.stderr };
}

/** What does not come about in time is ended, and told with all it said. */
async function inTime<T>(coming: Promise<T>, { send, output }: Pick<Running, 'send' | 'output'>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      send('SIGKILL');
      reject(new Error(`Nothing came of it in ${String(DEADLINE_MS / 1_000)} s:\n${output()}`));
    }, DEADLINE_MS);
  });
  return Promise.race([coming, deadline]).finally(() => {
    clearTimeout(timer);
  });
}
