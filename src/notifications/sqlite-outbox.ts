import type { StatementSync } from 'node:sqlite';
import type { LogMark, Restoration } from '../event-store/log-marks.js';
import type { AccessDatabase } from '../sqlite/access-database.js';
import type { Notification } from './notification.js';
import { Outbox, tooFarAhead, type Filling, type ParkedNotification, type Waiting } from './outbox.js';

export class SqliteOutbox extends Outbox {
  private readonly statements: Record<
    'mark' | 'begin' | 'restore' | 'advance' | 'insert' | 'park' | 'due' | 'delete' | 'postpone' | 'parked',
    StatementSync
  >;

  constructor(private readonly access: AccessDatabase) {
    super();
    const prepare = (sql: string) => access.db.prepare(sql);
    this.statements = {
      mark: prepare('SELECT * FROM log_mark'),
      begin: prepare(
        'INSERT INTO log_mark (id, position, stream, revision, event_id) VALUES (1, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ),
      restore: prepare(
        `INSERT INTO log_mark (id, position, stream, revision, event_id, restored_at) VALUES (1, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET position = excluded.position, stream = excluded.stream,
           revision = excluded.revision, event_id = excluded.event_id, restored_at = excluded.restored_at`,
      ),
      advance: prepare(
        'UPDATE log_mark SET position = ?, stream = ?, revision = ?, event_id = ? WHERE position = ?',
      ),
      insert: prepare(
        `INSERT INTO outbox (id, type, account_id, at, details, attempts, due_at) VALUES (?, ?, ?, ?, ?, 0, 0)
         ON CONFLICT DO NOTHING`,
      ),
      park: prepare(
        `INSERT INTO parked_notifications (id, error) VALUES (?, ?) ON CONFLICT DO UPDATE SET error = excluded.error`,
      ),
      due: prepare('SELECT * FROM outbox WHERE due_at <= ? OR due_at > ? ORDER BY due_at, id LIMIT ?'),
      delete: prepare('DELETE FROM outbox WHERE id = ?'),
      postpone: prepare('UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE id = ?'),
      parked: prepare('SELECT id, error FROM parked_notifications ORDER BY id'),
    };
  }

  override mark(): Promise<(LogMark & Restoration) | undefined> {
    const row = this.statements.mark.get();
    if (!row) return Promise.resolve(undefined);
    const [stream, revision, id] = [row['stream'], row['revision'], row['event_id']];
    const restoredAt = row['restored_at'] as number | null;
    return Promise.resolve({
      position: row['position'] as number,
      event: stream === null ? null : ({ stream, revision, id } as LogMark['event']),
      restoredAt: restoredAt === null ? null : new Date(restoredAt),
    });
  }

  override async begin(mark: LogMark): Promise<void> {
    await this.access.commits.write(() => this.statements.begin.run(...cellsOf(mark)));
  }

  override async restore(mark: LogMark, at: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.restore.run(...cellsOf(mark), at.getTime()));
  }

  override fill({ from, to, notifications, parked }: Filling): Promise<boolean> {
    return this.access.commits.write(() => {
      if (this.statements.advance.run(...cellsOf(to), from).changes === 0) return false;
      for (const { id, type, accountId, at, details } of notifications) {
        this.statements.insert.run(id, type, accountId, at, JSON.stringify(details));
      }
      for (const { id, error } of parked) this.statements.park.run(id, error);
      return true;
    });
  }

  override due(now: Date, limit: number): Promise<readonly Waiting[]> {
    return Promise.resolve(
      this.statements.due.all(now.getTime(), tooFarAhead(now).getTime(), limit).map(fromRow),
    );
  }

  override async delivered(id: string): Promise<void> {
    await this.access.commits.write(() => this.statements.delete.run(id));
  }

  override async postpone(id: string, dueAt: Date): Promise<void> {
    await this.access.commits.write(() => this.statements.postpone.run(dueAt.getTime(), id));
  }

  override async park({ id, error }: ParkedNotification): Promise<void> {
    await this.access.commits.write(() => {
      this.statements.delete.run(id);
      this.statements.park.run(id, error);
    });
  }

  override parked(): Promise<readonly ParkedNotification[]> {
    const rows = this.statements.parked.all() as unknown as readonly ParkedNotification[];
    return Promise.resolve(rows.map(({ id, error }) => ({ id, error })));
  }
}

function cellsOf({ position, event }: LogMark) {
  return [position, event?.stream ?? null, event?.revision ?? null, event?.id ?? null] as const;
}

function fromRow(row: Record<string, unknown>): Waiting {
  return {
    attempts: row['attempts'] as number,
    notification: {
      id: row['id'] as string,
      type: row['type'] as Notification['type'],
      accountId: row['account_id'] as string,
      at: row['at'] as string,
      details: JSON.parse(row['details'] as string) as Notification['details'],
    },
  };
}
