import type { StatementSync } from 'node:sqlite';
import type { AccessDatabase } from '../sqlite/access-database.js';
import {
  Sessions,
  type AliveSessions,
  type AssuranceLevel,
  type AuthenticationMethod,
  type Session,
} from './sessions.js';

export class SqliteSessions extends Sessions {
  private readonly statements: Record<
    | 'insert'
    | 'useChallenge'
    | 'select'
    | 'selectAll'
    | 'ofAccount'
    | 'touch'
    | 'replaceToken'
    | 'end'
    | 'endOwn'
    | 'endOthers'
    | 'expire',
    StatementSync
  >;

  constructor(private readonly access: AccessDatabase) {
    super();
    const prepare = (sql: string) => access.db.prepare(sql);
    this.statements = {
      insert: prepare(
        `INSERT INTO sessions (token_hash, id, account_id, assurance_level, amr,
                               created_at, expires_at, last_used_at, sealed_client)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      useChallenge: prepare('DELETE FROM challenges WHERE token_hash = ?'),
      select: prepare('SELECT * FROM sessions WHERE token_hash = ?'),
      selectAll: prepare('SELECT * FROM sessions WHERE token_hash IN (SELECT value FROM json_each(?))'),
      ofAccount: prepare(
        `SELECT * FROM sessions WHERE account_id = ? AND expires_at > ? AND last_used_at > ?
         ORDER BY last_used_at DESC, id DESC LIMIT ?`,
      ),
      touch: prepare('UPDATE sessions SET last_used_at = ? WHERE id = ?'),
      replaceToken: prepare('UPDATE sessions SET token_hash = ? WHERE token_hash IN (?, ?)'),
      end: prepare('DELETE FROM sessions WHERE id = ?'),
      endOwn: prepare('DELETE FROM sessions WHERE account_id = ? AND id = ?'),
      endOthers: prepare('DELETE FROM sessions WHERE account_id = ? AND id IS NOT ?'),
      expire: prepare('DELETE FROM sessions WHERE expires_at < ?'),
    };
  }

  override async add(session: Session): Promise<void> {
    await this.access.commits.write(() => {
      this.insert(session);
    });
  }

  override addForChallenge(session: Session, challengeTokenHash: string): Promise<boolean> {
    return this.access.commits.write(() => {
      const wasThere = this.statements.useChallenge.run(challengeTokenHash).changes === 1;
      if (wasThere) this.insert(session);
      return wasThere;
    });
  }

  override find(tokenHash: string): Promise<Session | undefined> {
    const row = this.statements.select.get(tokenHash);
    return Promise.resolve(row && fromRow(row));
  }

  override findAll(tokenHashes: readonly string[]): Promise<readonly Session[]> {
    return Promise.resolve(this.statements.selectAll.all(JSON.stringify(tokenHashes)).map(fromRow));
  }

  override ofAccount(
    accountId: string,
    { now, idleSince, limit }: AliveSessions,
  ): Promise<readonly Session[]> {
    const rows = this.statements.ofAccount.all(accountId, now.getTime(), idleSince.getTime(), limit);
    return Promise.resolve(rows.map(fromRow));
  }

  override async touch(sessionId: string, at: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.touch.run(at.getTime(), sessionId));
  }

  override replaceToken(tokenHash: string, newTokenHash: string): Promise<boolean> {
    return this.access.commits.write(
      () => this.statements.replaceToken.run(newTokenHash, tokenHash, newTokenHash).changes === 1,
    );
  }

  override async end(sessionId: string): Promise<void> {
    await this.access.commits.write(() => this.statements.end.run(sessionId));
  }

  override endOwn(accountId: string, sessionId: string): Promise<boolean> {
    return this.access.commits.write(() => this.statements.endOwn.run(accountId, sessionId).changes === 1);
  }

  override async endOthers(accountId: string, keptSessionId: string | null): Promise<void> {
    await this.access.commits.write(() => this.statements.endOthers.run(accountId, keptSessionId));
  }

  override async sweep(before: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.expire.run(before.getTime()));
  }

  private insert({ tokenHash, id, accountId, assuranceLevel, amr, ...session }: Session): void {
    const { createdAt, expiresAt, lastUsedAt, sealedClient } = session;
    const times = [createdAt, expiresAt, lastUsedAt].map((time) => time.getTime());
    const methods = amr.join(' ');
    this.statements.insert.run(tokenHash, id, accountId, assuranceLevel, methods, ...times, sealedClient);
  }
}

function fromRow(row: Record<string, unknown>): Session {
  return {
    tokenHash: row['token_hash'] as string,
    id: row['id'] as string,
    accountId: row['account_id'] as string,
    assuranceLevel: row['assurance_level'] as AssuranceLevel,
    amr: (row['amr'] as string).split(' ') as AuthenticationMethod[],
    createdAt: new Date(row['created_at'] as number),
    expiresAt: new Date(row['expires_at'] as number),
    lastUsedAt: new Date(row['last_used_at'] as number),
    sealedClient: row['sealed_client'] as string | null,
  };
}
