import type { Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** As many as a statement removes well within its time. */
const AT_A_TIME = 10_000;

/** Removes what expired before `before`; what another replica is removing is left to it. */
export async function sweepExpired(
  db: Kysely<Schema>,
  table: 'challenges' | 'sessions',
  before: Date,
): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom(table)
      .where('token_hash', 'in', (from) =>
        from
          .selectFrom(table)
          .select('token_hash')
          .where('expires_at', '<', before)
          .limit(AT_A_TIME)
          .forUpdate()
          .skipLocked(),
      )
      .executeTakeFirstOrThrow();
    if (numDeletedRows < AT_A_TIME) return;
  }
}
