import type { SqliteProjectionStore } from '../projections/sqlite-projection-store.js';
import {
  AccountsView,
  type AccountRow,
  type AccountsPage,
  type ErasedRow,
  type TwoFactorStatus,
} from './accounts-view.js';

/** A parked event of an account makes its state unknown, and an open enrollment makes "off" pending. */
const SELECT = `
  SELECT id, sealed_username, registered_at, registered_position, two_factor_since, enrollment_expires_at,
         recovery_codes_left,
         CASE
           WHEN EXISTS (SELECT 1 FROM parked_events WHERE stream IN ('account-' || id, 'twoFactor-' || id)) THEN 'unknown'
           WHEN two_factor = 'off' AND enrollment_expires_at > :now THEN 'pending'
           ELSE two_factor
         END AS status
    FROM accounts
   WHERE registered_at IS NOT NULL`;

export class SqliteAccountsView extends AccountsView {
  constructor(private readonly store: SqliteProjectionStore) {
    super();
  }

  override async byId(id: string, now: Date): Promise<AccountRow | undefined> {
    return this.select('AND id = :id', { id, now: now.toISOString() })[0];
  }

  override async byName(nameId: string, now: Date): Promise<AccountRow | undefined> {
    return this.select('AND name_id = :nameId', { nameId, now: now.toISOString() })[0];
  }

  override async page({ after, limit, twoFactor, now }: AccountsPage): Promise<readonly AccountRow[]> {
    return this.select(
      `AND registered_position > :after ${twoFactor === null ? '' : 'AND status = :twoFactor'}
       ORDER BY registered_position LIMIT :limit`,
      { after, limit, now: now.toISOString(), ...(twoFactor !== null && { twoFactor }) },
    );
  }

  override async erased(after: number, limit: number): Promise<readonly ErasedRow[]> {
    return this.store.db
      .prepare(
        'SELECT id, erased_position AS position FROM accounts WHERE erased_position > ? ORDER BY erased_position LIMIT ?',
      )
      .all(after, limit)
      .map(({ id, position }) => ({ id: id as string, position: position as number }));
  }

  private select(condition: string, parameters: Record<string, string | number>): readonly AccountRow[] {
    return this.store.db.prepare(`${SELECT} ${condition}`).all(parameters).map(fromRow);
  }
}

function fromRow(row: Record<string, unknown>): AccountRow {
  const expires = row['enrollment_expires_at'] as string | null;
  return {
    id: row['id'] as string,
    sealedUsername: row['sealed_username'] as string,
    registeredAt: new Date(row['registered_at'] as string),
    registeredPosition: row['registered_position'] as number,
    twoFactor: row['status'] as TwoFactorStatus,
    twoFactorSince: new Date(row['two_factor_since'] as string),
    enrollmentExpiresAt: expires === null ? null : new Date(expires),
    recoveryCodesLeft: row['recovery_codes_left'] as number | null,
  };
}
