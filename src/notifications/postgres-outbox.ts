import type { LogMark, Restoration } from '../event-store/log-marks.js';
import type { PostgresDatabase } from '../postgres/postgres-database.js';
import type { Schema } from '../postgres/schema.js';
import type { Notification } from './notification.js';
import { Outbox, tooFarAhead, type Filling, type ParkedNotification, type Waiting } from './outbox.js';

export class PostgresOutbox extends Outbox {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async mark(): Promise<(LogMark & Restoration) | undefined> {
    const row = await this.database.db.selectFrom('log_mark').selectAll().executeTakeFirst();
    return (
      row && {
        position: row.position,
        event:
          row.stream === null || row.revision === null || row.event_id === null
            ? null
            : { stream: row.stream, revision: row.revision, id: row.event_id },
        restoredAt: row.restored_at,
      }
    );
  }

  override async begin(mark: LogMark): Promise<void> {
    await this.database.db
      .insertInto('log_mark')
      .values({ id: 1, ...toRow(mark), restored_at: null })
      .onConflict((found) => found.column('id').doNothing())
      .execute();
  }

  override async restore(mark: LogMark, at: Date): Promise<void> {
    const row = { ...toRow(mark), restored_at: at };
    await this.database.db
      .insertInto('log_mark')
      .values({ id: 1, ...row })
      .onConflict((found) => found.column('id').doUpdateSet(row))
      .execute();
  }

  override fill({ from, to, notifications, parked }: Filling): Promise<boolean> {
    return this.database.db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('log_mark')
        .set(toRow(to))
        .where('position', '=', from)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      for (const { id, type, accountId, at, details } of notifications) {
        await transaction
          .insertInto('outbox')
          .values({
            id,
            type,
            account_id: accountId,
            at,
            details: JSON.stringify(details),
            attempts: 0,
            due_at: new Date(0),
          })
          .onConflict((found) => found.column('id').doNothing())
          .execute();
      }
      for (const one of parked) await park(transaction, one);
      return true;
    });
  }

  override async due(now: Date, limit: number): Promise<readonly Waiting[]> {
    const rows = await this.database.db
      .selectFrom('outbox')
      .selectAll()
      .where((row) => row.or([row('due_at', '<=', now), row('due_at', '>', tooFarAhead(now))]))
      .orderBy('due_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(fromRow);
  }

  override async delivered(id: string): Promise<void> {
    await this.database.db.deleteFrom('outbox').where('id', '=', id).execute();
  }

  override async postpone(id: string, dueAt: Date): Promise<void> {
    await this.database.db
      .updateTable('outbox')
      .set((row) => ({ attempts: row('attempts', '+', 1), due_at: dueAt }))
      .where('id', '=', id)
      .execute();
  }

  override async park(parked: ParkedNotification): Promise<void> {
    await this.database.db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('outbox').where('id', '=', parked.id).execute();
      await park(transaction, parked);
    });
  }

  override parked(): Promise<readonly ParkedNotification[]> {
    return this.database.db
      .selectFrom('parked_notifications')
      .select(['id', 'error'])
      .orderBy('id')
      .execute();
  }
}

async function park(db: PostgresDatabase['db'], { id, error }: ParkedNotification): Promise<void> {
  await db
    .insertInto('parked_notifications')
    .values({ id, error })
    .onConflict((found) => found.column('id').doUpdateSet({ error }))
    .execute();
}

function toRow({ position, event }: LogMark) {
  return {
    position,
    stream: event?.stream ?? null,
    revision: event?.revision ?? null,
    event_id: event?.id ?? null,
  };
}

function fromRow({ id, type, account_id: accountId, at, details, attempts }: Schema['outbox']): Waiting {
  return {
    attempts,
    notification: {
      id,
      type: type as Notification['type'],
      accountId,
      at,
      details: JSON.parse(details) as Notification['details'],
    },
  };
}
