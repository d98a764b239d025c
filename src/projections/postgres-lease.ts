import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { advisoryKey } from '../postgres/advisory-key.js';
import { translated } from '../postgres/driver-faults.js';
import { disconnect } from '../postgres/connections.js';
import type { PostgresDatabase } from '../postgres/postgres-database.js';
import type { Lease } from './projection-store.js';

/** How often those who wait ask again, and the holder shows that it lives. */
const TRY_EVERY_MS = 500;
const HEARTBEAT_MS = 1_000;

/** After so long without an answer the holder gives up ... */
const ANSWER_MS = 3_000;

/** ... and after so long without a heartbeat the server ends its session, and with it the lock: later, always. */
const SESSION_MS = 5_000;

/**
 * Waits for the advisory lock of a projection, on a connection of its own. It goes to the next
 * one at once when its holder releases it or its process dies, and within seconds when the
 * holder stands still or is cut off.
 */
export async function acquirePostgresLease(
  database: PostgresDatabase,
  projection: string,
  signal: AbortSignal,
): Promise<Lease> {
  const client = await database.connect({
    application_name: `countersign projection ${projection}`,
    query_timeout: ANSWER_MS,
  });
  try {
    await client.query(`SET idle_session_timeout = ${String(SESSION_MS)}`);
    while (!(await tryLock(client, advisoryKey(`projection/${projection}`)))) {
      await sleep(TRY_EVERY_MS, undefined, { signal });
    }
    signal.throwIfAborted();
    return new PostgresLease(client);
  } catch (fault) {
    await disconnect(client);
    signal.throwIfAborted();
    throw translated(fault);
  }
}

async function tryLock(client: Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [key]);
  return rows[0]?.got ?? false;
}

class PostgresLease implements Lease {
  private readonly losing = new AbortController();
  private readonly releasing = new AbortController();
  readonly lost = this.losing.signal;

  constructor(private readonly client: Client) {
    void this.keep();
  }

  async release(): Promise<void> {
    this.releasing.abort();
    await disconnect(this.client);
  }

  private async keep(): Promise<void> {
    try {
      for (;;) {
        await sleep(HEARTBEAT_MS, undefined, { signal: this.releasing.signal });
        await this.client.query('SELECT 1');
      }
    } catch {
      // Released, or lost: no answer in time means that the lock may be another's before long.
      this.losing.abort();
      await disconnect(this.client);
    }
  }
}
