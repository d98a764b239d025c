import type { PostgresDatabase } from '../postgres/postgres-database.js';
import { sweepExpired } from '../postgres/sweep-expired.js';
import type { Schema } from '../postgres/schema.js';
import {
  Sessions,
  type AliveSessions,
  type AssuranceLevel,
  type AuthenticationMethod,
  type Session,
} from './sessions.js';

export class PostgresSessions extends Sessions {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async add(session: Session): Promise<void> {
    await this.database.db.insertInto('sessions').values(toRow(session)).execute();
  }

  override addForChallenge(session: Session, challengeTokenHash: string): Promise<boolean> {
    return this.database.db.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('challenges')
        .where('token_hash', '=', challengeTokenHash)
        .executeTakeFirstOrThrow();
      const wasThere = numDeletedRows === 1n;
      if (wasThere) await transaction.insertInto('sessions').values(toRow(session)).execute();
      return wasThere;
    });
  }

  override async find(tokenHash: string): Promise<Session | undefined> {
    const row = await this.database.db
      .selectFrom('sessions')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  override async findAll(tokenHashes: readonly string[]): Promise<readonly Session[]> {
    const rows = await this.database.db
      .selectFrom('sessions')
      .selectAll()
      .where((build) => build('token_hash', '=', build.fn.any(build.val([...tokenHashes]))))
      .execute();
    return rows.map(fromRow);
  }

  override async ofAccount(
    accountId: string,
    { now, idleSince, limit }: AliveSessions,
  ): Promise<readonly Session[]> {
    const rows = await this.database.db
      .selectFrom('sessions')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('expires_at', '>', now)
      .where('last_used_at', '>', idleSince)
      .orderBy('last_used_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(fromRow);
  }

  override async touch(sessionId: string, at: Date): Promise<void> {
    await this.database.db
      .updateTable('sessions')
      .set({ last_used_at: at })
      .where('id', '=', sessionId)
      .execute();
  }

  override async replaceToken(tokenHash: string, newTokenHash: string): Promise<boolean> {
    const { numUpdatedRows } = await this.database.db
      .updateTable('sessions')
      .set({ token_hash: newTokenHash })
      .where('token_hash', 'in', [tokenHash, newTokenHash])
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  }

  override async end(sessionId: string): Promise<void> {
    await this.database.db.deleteFrom('sessions').where('id', '=', sessionId).execute();
  }

  override async endOwn(accountId: string, sessionId: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.db
      .deleteFrom('sessions')
      .where('account_id', '=', accountId)
      .where('id', '=', sessionId)
      .executeTakeFirstOrThrow();
    return numDeletedRows === 1n;
  }

  override async endOthers(accountId: string, keptSessionId: string | null): Promise<void> {
    await this.database.db
      .deleteFrom('sessions')
      .where('account_id', '=', accountId)
      .where('id', 'is distinct from', keptSessionId)
      .execute();
  }

  override async sweep(before: Date): Promise<void> {
    await sweepExpired(this.database.db, 'sessions', before);
  }
}

function toRow(session: Session): Schema['sessions'] {
  return {
    token_hash: session.tokenHash,
    id: session.id,
    account_id: session.accountId,
    assurance_level: session.assuranceLevel,
    amr: session.amr,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    last_used_at: session.lastUsedAt,
    sealed_client: session.sealedClient,
  };
}

function fromRow(row: Schema['sessions']): Session {
  return {
    tokenHash: row.token_hash,
    id: row.id,
    accountId: row.account_id,
    assuranceLevel: row.assurance_level as AssuranceLevel,
    amr: row.amr as readonly AuthenticationMethod[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    sealedClient: row.sealed_client,
  };
}
