import type { StatementSync } from 'node:sqlite';
import type { AccessDatabase } from '../sqlite/access-database.js';
import { Challenges, type Challenge } from './challenges.js';

export class SqliteChallenges extends Challenges {
  private readonly statements: Record<'insert' | 'select' | 'remove' | 'expire', StatementSync>;

  constructor(private readonly access: AccessDatabase) {
    super();
    const prepare = (sql: string) => access.db.prepare(sql);
    this.statements = {
      insert: prepare(
        `INSERT INTO challenges (token_hash, account_id, enrollment_id, password_version, expires_at)
         VALUES (?, ?, ?, ?, ?)`,
      ),
      select: prepare('SELECT * FROM challenges WHERE token_hash = ?'),
      remove: prepare('DELETE FROM challenges WHERE token_hash = ?'),
      expire: prepare('DELETE FROM challenges WHERE expires_at < ?'),
    };
  }

  override async add(challenge: Challenge): Promise<void> {
    const { tokenHash, accountId, enrollmentId, passwordVersion, expiresAt } = challenge;
    await this.access.commits.write(() =>
      this.statements.insert.run(tokenHash, accountId, enrollmentId, passwordVersion, expiresAt.getTime()),
    );
  }

  override find(tokenHash: string): Promise<Challenge | undefined> {
    const row = this.statements.select.get(tokenHash);
    return Promise.resolve(
      row && {
        tokenHash,
        accountId: row['account_id'] as string,
        enrollmentId: row['enrollment_id'] as string,
        passwordVersion: row['password_version'] as number,
        expiresAt: new Date(row['expires_at'] as number),
      },
    );
  }

  override remove(tokenHash: string): Promise<boolean> {
    return this.access.commits.write(() => this.statements.remove.run(tokenHash).changes === 1);
  }

  override async sweep(before: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.expire.run(before.getTime()));
  }
}
