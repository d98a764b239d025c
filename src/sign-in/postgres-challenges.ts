import type { PostgresDatabase } from '../postgres/postgres-database.js';
import { sweepExpired } from '../postgres/sweep-expired.js';
import { Challenges, type Challenge } from './challenges.js';

export class PostgresChallenges extends Challenges {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async add(challenge: Challenge): Promise<void> {
    const { tokenHash, accountId, enrollmentId, passwordVersion, expiresAt } = challenge;
    await this.database.db
      .insertInto('challenges')
      .values({
        token_hash: tokenHash,
        account_id: accountId,
        enrollment_id: enrollmentId,
        password_version: passwordVersion,
        expires_at: expiresAt,
      })
      .execute();
  }

  override async find(tokenHash: string): Promise<Challenge | undefined> {
    const row = await this.database.db
      .selectFrom('challenges')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return (
      row && {
        tokenHash: row.token_hash,
        accountId: row.account_id,
        enrollmentId: row.enrollment_id,
        passwordVersion: row.password_version,
        expiresAt: row.expires_at,
      }
    );
  }

  override async remove(tokenHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.db
      .deleteFrom('challenges')
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return numDeletedRows === 1n;
  }

  override async sweep(before: Date): Promise<void> {
    await sweepExpired(this.database.db, 'challenges', before);
  }
}
