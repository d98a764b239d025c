import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { StorageUnavailable } from '../storage.js';
import { translated } from './driver-faults.js';
import { storable } from './storable.js';

/**
 * The pool as the query builder knows it. Here, and nowhere else, faults of the driver are
 * translated, and too long a queue is cut short.
 */
export class CheckedPool implements PostgresPool {
  readonly options = {};

  constructor(
    private readonly pool: Pool,
    /** Callers that may wait for a connection; more are told to come again. */
    private readonly maxWaiting: number,
    /** Why nobody may use the database now, if nobody may. */
    private readonly closedBecause: () => string | undefined,
  ) {}

  async connect(): Promise<PostgresPoolClient> {
    const closed = this.closedBecause();
    if (closed !== undefined) throw new StorageUnavailable(new Error(closed));
    if (this.pool.waitingCount >= this.maxWaiting) {
      throw new StorageUnavailable(new Error('Too many callers wait for a connection'));
    }
    try {
      return new CheckedClient(await this.pool.connect()) as unknown as PostgresPoolClient;
    } catch (fault) {
      throw translated(fault);
    }
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}

/** A connection that is not used again once it failed: an answer may still be under way on it. */
class CheckedClient {
  private failed: StorageUnavailable | undefined;

  constructor(private readonly client: PoolClient) {}

  async query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (this.failed) throw this.failed;
    try {
      return (await this.client.query(sql, parameters.map(storable))) as unknown as PostgresQueryResult<R>;
    } catch (fault) {
      const known = translated(fault);
      if (known instanceof StorageUnavailable) this.failed = known;
      throw known;
    }
  }

  release(destroy = false): void {
    this.client.release(destroy || this.failed !== undefined);
  }
}
