import type { PostgresDatabase } from '../postgres/postgres-database.js';
import { KnownNetworks } from './known-networks.js';

export class PostgresKnownNetworks extends KnownNetworks {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async lastSeen(key: string): Promise<Date | undefined> {
    const row = await this.database.db
      .selectFrom('known_networks')
      .select('last_seen_at')
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.last_seen_at;
  }

  override async remember(key: string, at: Date): Promise<void> {
    await this.database.db
      .insertInto('known_networks')
      .values({ key, last_seen_at: at })
      .onConflict((found) => found.column('key').doUpdateSet({ last_seen_at: at }))
      .execute();
  }

  override async sweep(before: Date): Promise<void> {
    await this.database.db.deleteFrom('known_networks').where('last_seen_at', '<', before).execute();
  }
}
