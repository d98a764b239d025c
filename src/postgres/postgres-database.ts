import { Kysely, PostgresDialect } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientConfig } from 'pg';
import { CannotStart } from '../config/cannot-start.js';
import { CheckedPool } from './checked-pool.js';
import { Connections, disconnect } from './connections.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { migrate } from './migrations.js';
import type { Schema } from './schema.js';
import { causeInWords, waitingMendsNot } from './start-faults.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** A PostgreSQL database (14 or newer), behind a typed query builder. */
export class PostgresDatabase {
  /** Its faults are `StorageUnavailable`, from a dead connection as from a schema that is not there yet. */
  readonly db: Kysely<Schema>;
  private readonly connections: Connections;
  private migrated = false;

  /** @throws {CannotStart} when the connection string is none; the server is not asked yet */
  constructor(url: string, limits: Partial<Limits> = {}) {
    const all = { ...DEFAULT_LIMITS, ...limits };
    this.connections = new Connections(url, all);
    const pool = new CheckedPool(this.connections.pool, all.maxWaiting, () =>
      this.migrated ? undefined : 'The schema is not known to be up to date yet',
    );
    this.db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  }

  /**
   * Brings the schema up to date, for as long as it takes the server to be there: until then
   * every use of the database is refused. Ends also when `signal` aborts.
   * @param tell says one line to the operator
   * @throws {CannotStart} on what waiting does not mend
   */
  async start(signal: AbortSignal, tell: (line: string) => void): Promise<void> {
    const isOver = () => signal.aborted;
    let told: string | undefined;
    for (let pause = FIRST_PAUSE_MS; !isOver(); pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        await this.migrate(signal);
        this.migrated = true;
        return;
      } catch (fault) {
        if (isOver()) return;
        const reason = causeInWords(fault);
        if (waitingMendsNot(fault)) {
          throw new CannotStart(`PostgreSQL cannot be used as DATABASE_URL has it: ${reason}.`, fault);
        }
        if (reason !== told) tell(`PostgreSQL does not answer (${reason}). It is asked again until it does.`);
        told = reason;
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * A connection outside the pool, for one purpose; `disconnect` ends it.
   * @throws {StorageUnavailable}
   */
  connect(config: ClientConfig): Promise<Client> {
    return this.connections.connect(config);
  }

  /** Lets those who use the database finish. */
  close(): Promise<void> {
    return this.connections.close();
  }

  private async migrate(signal: AbortSignal): Promise<void> {
    const client = await this.connect({ application_name: 'countersign migrations' });
    const stop = () => void client.end();
    signal.addEventListener('abort', stop);
    try {
      await migrate(client);
    } finally {
      signal.removeEventListener('abort', stop);
      await disconnect(client);
    }
  }
}
