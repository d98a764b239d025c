import { sql } from 'kysely';
import type { PostgresDatabase } from '../postgres/postgres-database.js';
import { WrappedKeys, type WrappedKey } from './wrapped-keys.js';

export class PostgresWrappedKeys extends WrappedKeys {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async keep(owner: string, wrapped: string): Promise<string> {
    const kept = await this.database.db
      .insertInto('wrapped_keys')
      .values({ owner, wrapped })
      // Changes nothing, but makes the row that is there already the one returned.
      .onConflict((found) =>
        found.column('owner').doUpdateSet((row) => ({ owner: row.ref('excluded.owner') })),
      )
      .returning('wrapped')
      .executeTakeFirstOrThrow();
    return kept.wrapped;
  }

  override async find(owner: string): Promise<string | undefined> {
    const row = await this.database.db
      .selectFrom('wrapped_keys')
      .select('wrapped')
      .where('owner', '=', owner)
      .executeTakeFirst();
    return row?.wrapped;
  }

  override async replace(owner: string, from: string, to: string): Promise<boolean> {
    const { numUpdatedRows } = await this.database.db
      .updateTable('wrapped_keys')
      .set({ wrapped: to })
      .where('owner', '=', owner)
      .where('wrapped', '=', from)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  }

  override async destroy(owner: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.db
      .deleteFrom('wrapped_keys')
      .where('owner', '=', owner)
      .executeTakeFirstOrThrow();
    return numDeletedRows === 1n;
  }

  /** A deleted row is PostgreSQL's own to overwrite. */
  override destroyCopies(): Promise<boolean> {
    return Promise.resolve(true);
  }

  override async countByMasterKey(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.db
      .selectFrom('wrapped_keys')
      .select(({ fn }) => [
        sql<string>`split_part(wrapped, '.', 1)`.as('id'),
        fn.countAll<number>().as('count'),
      ])
      .groupBy('id')
      .execute();
    return new Map(rows.map(({ id, count }) => [id, count]));
  }

  override page(after: string, limit: number): Promise<readonly WrappedKey[]> {
    return this.database.db
      .selectFrom('wrapped_keys')
      .select(['owner', 'wrapped'])
      .where('owner', '>', after)
      .orderBy('owner')
      .limit(limit)
      .execute();
  }
}
