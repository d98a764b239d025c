import { sql, type SqlBool } from 'kysely';
import type { PostgresDatabase } from '../postgres/postgres-database.js';
import {
  AccountsView,
  type AccountRow,
  type AccountsPage,
  type ErasedRow,
  type TwoFactorStatus,
} from './accounts-view.js';

/** A parked event of an account makes its state unknown, and an open enrollment makes "off" pending. */
const statusAt = (now: Date) => sql<TwoFactorStatus>`CASE
  WHEN EXISTS (
    SELECT 1 FROM parked_events WHERE stream IN ('account-' || accounts.id, 'twoFactor-' || accounts.id)
  ) THEN 'unknown'
  WHEN two_factor = 'off' AND enrollment_expires_at > ${now.toISOString()} THEN 'pending'
  ELSE two_factor
END`;

/** What the table itself, and its indexes, know of a state: it holds those that are in it, and few others. */
function mayBe(state: TwoFactorStatus, now: Date) {
  switch (state) {
    case 'unknown':
      return sql<SqlBool>`id IN (SELECT substring(stream FROM '-(.*)$') FROM parked_events)`;
    case 'pending':
      return sql<SqlBool>`two_factor = 'off' AND enrollment_expires_at > ${now.toISOString()}`;
    case 'off':
    case 'on':
      return sql<SqlBool>`two_factor = ${state}`;
  }
}

export class PostgresAccountsView extends AccountsView {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async byId(id: string, now: Date): Promise<AccountRow | undefined> {
    const row = await this.withStatus(this.registered().where('id', '=', id), now).executeTakeFirst();
    return row && fromRow(row);
  }

  override async byName(nameId: string, now: Date): Promise<AccountRow | undefined> {
    const row = await this.withStatus(
      this.registered().where('name_id', '=', nameId),
      now,
    ).executeTakeFirst();
    return row && fromRow(row);
  }

  override async page({ after, limit, twoFactor, now }: AccountsPage): Promise<readonly AccountRow[]> {
    let candidates = this.registered()
      .where('registered_position', '>', after)
      .orderBy('registered_position');
    if (twoFactor !== null) candidates = candidates.where(mayBe(twoFactor, now));
    let page = this.withStatus(candidates, now).orderBy('registered_position').limit(limit);
    if (twoFactor !== null) page = page.where(statusAt(now), '=', twoFactor);
    return (await page.execute()).map(fromRow);
  }

  override erased(after: number, limit: number): Promise<readonly ErasedRow[]> {
    return this.database.db
      .selectFrom('accounts')
      .select(['id', 'erased_position as position'])
      .where('erased_position', '>', after)
      .orderBy('erased_position')
      .limit(limit)
      .$narrowType<{ position: number }>()
      .execute();
  }

  private registered() {
    return this.database.db
      .selectFrom('accounts')
      .selectAll()
      .where('registered_at', 'is not', null)
      .$narrowType<Registered>();
  }

  private withStatus(candidates: ReturnType<PostgresAccountsView['registered']>, now: Date) {
    // With an offset the candidates are found first, in order, and their states looked at one by one, as
    // far as the page goes; joined, the planner would look at the states of all and sort them.
    return this.database.db
      .selectFrom(candidates.offset(sql.lit(0)).as('accounts'))
      .selectAll()
      .select(statusAt(now).as('status'));
  }
}

/** What a row has once its account is registered. */
interface Registered {
  sealed_username: string;
  registered_at: string;
  registered_position: number;
  two_factor_since: string;
}

type Row = Registered & {
  readonly id: string;
  readonly enrollment_expires_at: string | null;
  readonly recovery_codes_left: number | null;
  readonly status: TwoFactorStatus;
};

function fromRow(row: Row): AccountRow {
  return {
    id: row.id,
    sealedUsername: row.sealed_username,
    registeredAt: new Date(row.registered_at),
    registeredPosition: row.registered_position,
    twoFactor: row.status,
    twoFactorSince: new Date(row.two_factor_since),
    enrollmentExpiresAt: row.enrollment_expires_at === null ? null : new Date(row.enrollment_expires_at),
    recoveryCodesLeft: row.recovery_codes_left,
  };
}
