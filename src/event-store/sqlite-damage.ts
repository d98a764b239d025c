import { DatabaseSync } from 'node:sqlite';
import { nameOf } from './event-store.js';
import { eventsSelected, rowsOf } from './sqlite-event-rows.js';
import { integrityFault } from './sqlite-integrity.js';

export interface DamageSearch {
  /** What the file is made with: anything else in it could find other events than are there. */
  readonly migrations: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * What SQLite finds wrong with the file of a log, in one line. An index is a copy of what it finds rows by, and
 * nothing keeps somebody with the file from changing one without the other: all is compared. (`quick_check` compares
 * no index with its table.)
 */
export async function damageOf(
  db: DatabaseSync,
  { migrations, signal }: DamageSearch,
): Promise<string | undefined> {
  const foreign = foreignTo(db, migrations);
  if (foreign !== undefined) return `${foreign} in events.db was not made by this service`;
  const reason = await integrityFault(String(db.location()), signal);
  if (reason === undefined) return undefined;
  const event = eventNamedIn(db, reason);
  return event === undefined
    ? `events.db is damaged: ${reason}`
    : `${event} is not found where its stream is read: events.db is damaged, ${reason}`;
}

/** The event SQLite speaks of, found by the table alone: what it says of rows is mostly of an index. */
function eventNamedIn(db: DatabaseSync, reason: string): string | undefined {
  const row = /\brow (\d+)\b/.exec(reason)?.[1];
  if (row === undefined) return undefined;
  const [event] = rowsOf(eventsSelected(db, 'position = ?'), Number(row));
  if (!event) return undefined;
  const [, stream, revision, , type] = event;
  return nameOf({ stream, revision, type });
}

/** The first table, index, view or trigger that the migrations do not make. */
function foreignTo(db: DatabaseSync, migrations: readonly string[]): string | undefined {
  using fresh = new DatabaseSync(':memory:');
  for (const script of migrations) fresh.exec(script);
  const made = new Set(schemaOf(fresh).map((entry) => JSON.stringify(entry)));
  const other = schemaOf(db).find((entry) => !made.has(JSON.stringify(entry)));
  return other && `the ${String(other['type'])} ${String(other['name'])}`;
}

function schemaOf(db: DatabaseSync): readonly Record<string, unknown>[] {
  return db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all();
}
