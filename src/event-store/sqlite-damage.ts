import { DatabaseSync } from 'node:sqlite';
import { LOG_START, nameOf } from './event-store.js';
import { EVENT_LOG_MIGRATIONS } from './sqlite-event-log-migrations.js';
import { eventsSelected, rowsOf } from './sqlite-event-rows.js';
import { integrityFault } from './sqlite-integrity.js';

/**
 * What SQLite finds wrong with the file of a log, in one line. An index is a copy of what it finds rows by, and
 * nothing keeps somebody with the file from changing one without the other: all is compared. (`quick_check` compares
 * no index with its table.)
 */
export async function damageOf(db: DatabaseSync, signal: AbortSignal): Promise<string | undefined> {
  const early = eventNamed(db, `position <= ${String(LOG_START)} LIMIT 1`);
  if (early !== undefined) return `${early} stands before the beginning of the log`;
  const other = otherSchema(db);
  if (other !== undefined) return other;
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
  return row === undefined ? undefined : eventNamed(db, 'position = ?', Number(row));
}

function eventNamed(db: DatabaseSync, which: string, ...parameters: readonly number[]): string | undefined {
  const [event] = rowsOf(eventsSelected(db, which), ...parameters);
  if (!event) return undefined;
  const [, stream, revision, , type] = event;
  return nameOf({ stream, revision, type });
}

/** What the file has besides what it is made with, which could find other events than are there, or lacks of it. */
function otherSchema(db: DatabaseSync): string | undefined {
  using fresh = new DatabaseSync(':memory:');
  for (const script of EVENT_LOG_MIGRATIONS) fresh.exec(script);
  const [made, there] = [schemaOf(fresh), schemaOf(db)];
  const foreign = firstBeside(there, made);
  if (foreign !== undefined) return `${foreign} in events.db was not made by this service`;
  const missing = firstBeside(made, there);
  return missing && `${missing} was removed from events.db`;
}

/** The first table, index, view or trigger of some that is not among others. */
function firstBeside(some: readonly SchemaEntry[], others: readonly SchemaEntry[]): string | undefined {
  const known = new Set(others.map((entry) => JSON.stringify(entry)));
  const one = some.find((entry) => !known.has(JSON.stringify(entry)));
  return one && `the ${String(one['type'])} ${String(one['name'])}`;
}

type SchemaEntry = Readonly<Record<string, unknown>>;

function schemaOf(db: DatabaseSync): readonly SchemaEntry[] {
  return db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all();
}
