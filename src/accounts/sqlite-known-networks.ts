import type { StatementSync } from 'node:sqlite';
import type { AccessDatabase } from '../sqlite/access-database.js';
import { KnownNetworks } from './known-networks.js';

export class SqliteKnownNetworks extends KnownNetworks {
  private readonly statements: Record<'select' | 'upsert' | 'sweep', StatementSync>;

  constructor(private readonly access: AccessDatabase) {
    super();
    const prepare = (sql: string) => access.db.prepare(sql);
    this.statements = {
      select: prepare('SELECT last_seen_at FROM known_networks WHERE key = ?'),
      upsert: prepare(
        `INSERT INTO known_networks (key, last_seen_at) VALUES (?, ?)
         ON CONFLICT (key) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
      ),
      sweep: prepare('DELETE FROM known_networks WHERE last_seen_at < ?'),
    };
  }

  override lastSeen(key: string): Promise<Date | undefined> {
    const row = this.statements.select.get(key);
    return Promise.resolve(row && new Date(row['last_seen_at'] as number));
  }

  override async remember(key: string, at: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.upsert.run(key, at.getTime()));
  }

  override async sweep(before: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.sweep.run(before.getTime()));
  }
}
