import type { StatementSync } from 'node:sqlite';
import type { AccessDatabase } from '../sqlite/access-database.js';
import { PasswordAttempts } from './password-attempts.js';
import { giveBack, takeFromAll, type Budget } from './password-budget.policy.js';

export class SqlitePasswordAttempts extends PasswordAttempts {
  private readonly statements: Record<'select' | 'upsert' | 'sweep', StatementSync>;

  constructor(private readonly access: AccessDatabase) {
    super();
    const prepare = (sql: string) => access.db.prepare(sql);
    this.statements = {
      select: prepare('SELECT full_at FROM password_attempts WHERE key = ?'),
      upsert: prepare(
        `INSERT INTO password_attempts (key, full_at) VALUES (?, ?)
         ON CONFLICT (key) DO UPDATE SET full_at = excluded.full_at`,
      ),
      sweep: prepare('DELETE FROM password_attempts WHERE full_at < ?'),
    };
  }

  override take(budgets: readonly Budget[], now: Date): Promise<Date | null> {
    return this.access.commits.write(() => {
      const { retryAt, changes } = takeFromAll(budgets, this.fullAt(budgets), now.getTime());
      for (const [key, fullAt] of changes) this.statements.upsert.run(key, fullAt);
      return retryAt === null ? null : new Date(retryAt);
    });
  }

  override async giveBack(budgets: readonly Budget[]): Promise<void> {
    await this.access.commits.write(() => {
      const known = this.fullAt(budgets);
      for (const budget of budgets) {
        const fullAt = known.get(budget.key);
        if (fullAt !== undefined) this.statements.upsert.run(budget.key, giveBack(budget, fullAt));
      }
    });
  }

  override async sweep(before: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.sweep.run(before.getTime()));
  }

  private fullAt(budgets: readonly Budget[]): ReadonlyMap<string, number> {
    return new Map(
      budgets.flatMap(({ key }) => {
        const row = this.statements.select.get(key);
        return row ? [[key, row['full_at'] as number] as const] : [];
      }),
    );
  }
}
