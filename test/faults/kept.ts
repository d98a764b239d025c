import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** An event as it stands in the log. */
export interface KeptEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The log of a data folder, in its order, read from the file itself. */
export function keptEvents(folder: string): readonly KeptEvent[] {
  const rows = query(folder, 'events.db', 'SELECT * FROM events ORDER BY position');
  return rows.map((row) => ({ ...row, data: JSON.parse(row['data'] as string) as unknown }) as KeptEvent);
}

/** The rows of the accounts read model, read from the file itself. */
export function accountRows(folder: string): readonly Record<string, unknown>[] {
  return query(folder, 'read-model.db', 'SELECT * FROM accounts ORDER BY id');
}

function query(folder: string, file: string, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(join(folder, file), { readOnly: true });
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}
