import type { StatementSync } from 'node:sqlite';
import type { AccessDatabase } from '../sqlite/access-database.js';
import { ApiKeys, type ApiKey, type Role } from './api-keys.js';

export class SqliteApiKeys extends ApiKeys {
  private readonly statements: Record<'insert' | 'select' | 'list' | 'revoke', StatementSync>;

  constructor(private readonly access: AccessDatabase) {
    super();
    const prepare = (sql: string) => access.db.prepare(sql);
    this.statements = {
      insert: prepare(
        'INSERT INTO api_keys (token_hash, id, name, role, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      select: prepare('SELECT * FROM api_keys WHERE token_hash = ?'),
      list: prepare('SELECT * FROM api_keys ORDER BY created_at, id'),
      revoke: prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL'),
    };
  }

  override async add({ tokenHash, id, name, role, createdAt, revokedAt }: ApiKey): Promise<void> {
    const [made, revoked] = [createdAt.getTime(), revokedAt?.getTime() ?? null];
    await this.access.commits.write(() =>
      this.statements.insert.run(tokenHash, id, name, role, made, revoked),
    );
  }

  override find(tokenHash: string): Promise<ApiKey | undefined> {
    const row = this.statements.select.get(tokenHash);
    return Promise.resolve(row && fromRow(row));
  }

  override list(): Promise<readonly ApiKey[]> {
    return Promise.resolve(this.statements.list.all().map(fromRow));
  }

  override revoke(id: string, at: Date): Promise<boolean> {
    return this.access.commits.write(() => this.statements.revoke.run(at.getTime(), id).changes === 1);
  }
}

function fromRow(row: Record<string, unknown>): ApiKey {
  return {
    id: row['id'] as string,
    name: row['name'] as string,
    role: row['role'] as Role,
    tokenHash: row['token_hash'] as string,
    createdAt: new Date(row['created_at'] as number),
    revokedAt: row['revoked_at'] === null ? null : new Date(row['revoked_at'] as number),
  };
}
