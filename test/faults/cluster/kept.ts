import { DatabaseSync } from 'node:sqlite';
import { query } from '../../support/postgres.js';
import type { KeptEvent } from '../kept.js';
import type { Servers } from './servers.js';

/** The service's log, in its order, read from the event store's own file. */
export function keptEvents({ eventStore: { file } }: Servers): readonly KeptEvent[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(
        "SELECT position, stream, revision, type, data FROM log WHERE stream NOT LIKE '$%' ORDER BY position",
      )
      .all()
      .map(({ data, ...event }) => {
        const text = Buffer.from(data as Uint8Array).toString();
        return { ...event, data: JSON.parse(text) as unknown } as KeptEvent;
      });
  } finally {
    database.close();
  }
}

/** The rows of the accounts read model, read from the database itself. */
export function accountRows({ databaseUrl }: Servers): Promise<readonly Record<string, unknown>[]> {
  return query(databaseUrl, 'SELECT * FROM countersign.accounts ORDER BY id');
}
