import { sql } from 'kysely';
import type { PostgresDatabase } from '../postgres/postgres-database.js';
import { acquirePostgresLease } from './postgres-lease.js';
import { makeTable, park, upsert } from './postgres-rows.js';
import type { Projection } from './projection.js';
import { ProjectionStore, type Lease, type ParkedEvent, type Progress } from './projection-store.js';

/** Read models in PostgreSQL, applied by one of the replicas that share them. */
export class PostgresProjectionStore extends ProjectionStore {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override acquire({ name }: Pick<Projection, 'name'>, signal: AbortSignal): Promise<Lease> {
    return acquirePostgresLease(this.database, name, signal);
  }

  override async checkpoint({ name, version }: Projection): Promise<number | undefined> {
    const row = await this.database.db
      .selectFrom('checkpoints')
      .select('position')
      .where('projection', '=', name)
      .where('version', '=', version)
      .executeTakeFirst();
    return row?.position;
  }

  override commit(projection: Projection, { from, to, changes, parked }: Progress): Promise<boolean> {
    return this.database.db.transaction().execute(async (transaction) => {
      // What a crash of the server takes, it takes whole, and the log makes anew.
      await sql`SET LOCAL synchronous_commit TO off`.execute(transaction);
      const { numUpdatedRows } = await transaction
        .updateTable('checkpoints')
        .set({ position: to })
        .where('projection', '=', projection.name)
        .where('version', '=', projection.version)
        .where('position', '=', from)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await upsert(transaction, projection.table, changes);
      await park(transaction, projection.name, parked);
      return true;
    });
  }

  override async reset({ name, version, table }: Projection): Promise<void> {
    await this.database.db.transaction().execute(async (transaction) => {
      // The checkpoint first, as in a commit: two that take turns never wait for each other.
      await transaction
        .insertInto('checkpoints')
        .values({ projection: name, version, position: 0 })
        .onConflict((found) => found.column('projection').doUpdateSet({ version, position: 0 }))
        .execute();
      await transaction.deleteFrom('parked_events').where('projection', '=', name).execute();
      await makeTable(transaction, table);
    });
  }

  override async parked({ name }: Projection): Promise<readonly ParkedEvent[]> {
    return this.database.db
      .selectFrom('parked_events')
      .select(['position', 'stream', 'event_id as eventId', 'type', 'error'])
      .where('projection', '=', name)
      .orderBy('position')
      .execute();
  }
}
