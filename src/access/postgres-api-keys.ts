import type { PostgresDatabase } from '../postgres/postgres-database.js';
import type { Schema } from '../postgres/schema.js';
import { ApiKeys, type ApiKey, type Role } from './api-keys.js';

export class PostgresApiKeys extends ApiKeys {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async add({ tokenHash, id, name, role, createdAt, revokedAt }: ApiKey): Promise<void> {
    await this.database.db
      .insertInto('api_keys')
      .values({ token_hash: tokenHash, id, name, role, created_at: createdAt, revoked_at: revokedAt })
      .execute();
  }

  override async find(tokenHash: string): Promise<ApiKey | undefined> {
    const row = await this.database.db
      .selectFrom('api_keys')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  override async list(): Promise<readonly ApiKey[]> {
    const rows = await this.database.db
      .selectFrom('api_keys')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(fromRow);
  }

  override async revoke(id: string, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.database.db
      .updateTable('api_keys')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  }
}

function fromRow(row: Schema['api_keys']): ApiKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    tokenHash: row.token_hash,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
