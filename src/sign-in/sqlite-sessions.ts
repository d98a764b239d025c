import type { StatementSync } from 'node:sqlite';
import type { AccessDatabase } from '../sqlite/access-database.js';
import { Sessions, type AssuranceLevel, type AuthenticationMethod, type Session } from './sessions.js';

export class SqliteSessions extends Sessions {
  private readonly statements: Record<
    'insert' | 'useChallenge' | 'select' | 'end' | 'endOthers' | 'expire',
    StatementSync
  >;

  constructor(private readonly access: AccessDatabase) {
    super();
    const prepare = (sql: string) => access.db.prepare(sql);
    this.statements = {
      insert: prepare(
        `INSERT INTO sessions (token_hash, id, account_id, assurance_level, amr, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ),
      useChallenge: prepare('DELETE FROM challenges WHERE token_hash = ?'),
      select: prepare('SELECT * FROM sessions WHERE token_hash = ?'),
      end: prepare('DELETE FROM sessions WHERE id = ?'),
      endOthers: prepare('DELETE FROM sessions WHERE account_id = ? AND id <> ?'),
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
    return Promise.resolve(
      row && {
        tokenHash,
        id: row['id'] as string,
        accountId: row['account_id'] as string,
        assuranceLevel: row['assurance_level'] as AssuranceLevel,
        amr: (row['amr'] as string).split(' ') as AuthenticationMethod[],
        createdAt: new Date(row['created_at'] as number),
        expiresAt: new Date(row['expires_at'] as number),
      },
    );
  }

  override async end(sessionId: string): Promise<void> {
    await this.access.commits.write(() => this.statements.end.run(sessionId));
  }

  override async endOthers(accountId: string, keptSessionId: string): Promise<void> {
    await this.access.commits.write(() => this.statements.endOthers.run(accountId, keptSessionId));
  }

  override async sweep(before: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.expire.run(before.getTime()));
  }

  private insert({ tokenHash, id, accountId, assuranceLevel, amr, createdAt, expiresAt }: Session): void {
    const methods = amr.join(' ');
    const [from, until] = [createdAt.getTime(), expiresAt.getTime()];
    this.statements.insert.run(tokenHash, id, accountId, assuranceLevel, methods, from, until);
  }
}
