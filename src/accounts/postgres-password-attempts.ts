import { sql } from 'kysely';
import type { PostgresDatabase } from '../postgres/postgres-database.js';
import { PasswordAttempts } from './password-attempts.js';
import { takeFromAll, type Budget } from './password-budget.policy.js';

/** What refusing tells when the budget has filled up in between. */
const SOON_MS = 1_000;

/**
 * Each budget is taken from in one statement, so that no connection waits long for another.
 * What was taken from one before the next refused is given back: too few get through for an
 * instant, and never too many.
 */
export class PostgresPasswordAttempts extends PasswordAttempts {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async take(budgets: readonly Budget[], now: Date): Promise<Date | null> {
    for (const [index, budget] of budgets.entries()) {
      if (await this.takeOne(budget, now)) continue;
      await this.giveBack(budgets.slice(0, index));
      return this.retryAt(budgets, now);
    }
    return null;
  }

  override async giveBack(budgets: readonly Budget[]): Promise<void> {
    for (const { key, everySeconds } of budgets) {
      await sql`UPDATE password_attempts
                   SET full_at = full_at - ${everySeconds}::integer * interval '1 second'
                 WHERE key = ${key}`.execute(this.database.db);
    }
  }

  override async sweep(before: Date): Promise<void> {
    await this.database.db.deleteFrom('password_attempts').where('full_at', '<', before).execute();
  }

  /** As `take` of the policy does: nothing is written when there is none. */
  private async takeOne({ key, burst, everySeconds }: Budget, now: Date): Promise<boolean> {
    const next = new Date(now.getTime() + everySeconds * 1_000);
    const empty = new Date(now.getTime() + burst * everySeconds * 1_000);
    const lastButOne = new Date(empty.getTime() - everySeconds * 1_000);
    const { numAffectedRows } = await sql`
      INSERT INTO password_attempts AS kept (key, full_at) VALUES (${key}, ${next})
      ON CONFLICT (key) DO UPDATE
        SET full_at = least(greatest(kept.full_at, ${now}) + ${everySeconds}::integer * interval '1 second', ${empty})
        WHERE kept.full_at <= ${lastButOne} OR kept.full_at > ${empty}`.execute(this.database.db);
    return numAffectedRows === 1n;
  }

  /** When there will be one from each. */
  private async retryAt(budgets: readonly Budget[], now: Date): Promise<Date> {
    const keys = budgets.map(({ key }) => key);
    const rows = await this.database.db
      .selectFrom('password_attempts')
      .selectAll()
      .where('key', 'in', keys)
      .execute();
    const known = new Map(rows.map((row) => [row.key, row.full_at.getTime()]));
    const { retryAt } = takeFromAll(budgets, known, now.getTime());
    return new Date(retryAt ?? now.getTime() + SOON_MS);
  }
}
