import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool, TypeOverrides, types, type ClientConfig } from 'pg';
import { parseDatabaseUrl } from './database-url.js';
import { translated } from './driver-faults.js';
import type { Limits } from './limits.js';
import { SCHEMA } from './migrations.js';

const KEEP_ALIVE_AFTER_MS = 5_000;
const IDLE_MS = 60_000;
const LONGEST_GOODBYE_MS = 1_000;

/** `bigint` is told as text by the driver; here it is a position, or a number of rows. */
const TYPES = new TypeOverrides();
TYPES.setTypeParser(types.builtins.INT8, Number);

/** The connections of this process to one database, none of which waits forever or brings it down. */
export class Connections {
  readonly pool: Pool;
  private readonly config: ClientConfig;
  private readonly sockets = new Set<Socket>();
  private closing: Promise<void> | undefined;

  /** @throws {CannotStart} when the connection string is none; the server is not asked yet */
  constructor(url: string, { connectMs, statementMs, answerMs, poolSize }: Limits) {
    const { options, ...server } = parseDatabaseUrl(url);
    this.config = {
      ...server,
      options: `${options ?? ''} -c search_path=${SCHEMA}`,
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      types: TYPES,
      stream: () => this.newSocket(),
    };
    this.pool = new Pool({
      ...this.config,
      application_name: 'countersign',
      statement_timeout: statementMs,
      query_timeout: statementMs + answerMs,
      idle_in_transaction_session_timeout: statementMs,
      max: poolSize,
      idleTimeoutMillis: IDLE_MS,
    });
    // A connection that breaks is replaced when one is needed; whoever was using it is told by the query.
    this.pool.on('error', ignore);
    this.pool.on('connect', (client) => client.on('error', ignore));
  }

  /**
   * One outside the pool, for one purpose; {@link disconnect} ends it.
   * @throws {StorageUnavailable}
   */
  async connect(config: ClientConfig): Promise<Client> {
    const client = new Client({ ...this.config, ...config });
    client.on('error', ignore);
    try {
      await client.connect();
      return client;
    } catch (fault) {
      throw translated(fault);
    }
  }

  /** Lets those who have a connection finish, then ends all; a server that takes no part in it is left. */
  close(): Promise<void> {
    return (this.closing ??= this.pool.end().then(() => {
      for (const socket of this.sockets) socket.destroySoon();
    }));
  }

  private newSocket(): Socket {
    const socket = new Socket();
    this.sockets.add(socket);
    return socket.once('close', () => this.sockets.delete(socket));
  }
}

/** Ends a connection; a server that takes no part in it is not waited for. */
export async function disconnect(client: Client): Promise<void> {
  await Promise.race([client.end(), sleep(LONGEST_GOODBYE_MS, undefined, { ref: false })]);
}

function ignore(): void {
  // What it means shows where the connection is used.
}
