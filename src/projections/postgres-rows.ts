import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Schema } from '../postgres/schema.js';
import type { Change, Table, Value } from './projection.js';
import type { ParkedEvent } from './projection-store.js';

const TYPES = { text: 'text COLLATE "C"', integer: 'bigint' };

/** Makes the table of a projection anew, empty. */
export async function makeTable(transaction: Transaction<Schema>, table: Table): Promise<void> {
  const { name, key, columns, indexes } = table;
  const rest = Object.entries(columns).map(([column, type]) => `${column} ${TYPES[type]}`);
  const statements = [
    `DROP TABLE IF EXISTS ${name}`,
    `CREATE TABLE ${name} (${[`${key} ${TYPES.text} PRIMARY KEY`, ...rest].join(', ')})`,
    ...indexes.map((on) => `CREATE INDEX ${name}_by_${on.join('_')} ON ${name} (${on.join(', ')})`),
  ];
  for (const statement of statements) await sql.raw(statement).execute(transaction);
}

/** Makes all changes that set the same columns in one statement. */
export async function upsert(
  transaction: Transaction<Schema>,
  { name, key, columns }: Table,
  changes: readonly Change[],
): Promise<void> {
  const alike = Map.groupBy(changes, ({ set }) => Object.keys(set).join());
  for (const group of alike.values()) {
    const set = Object.keys(group[0]?.set ?? {});
    const values = [
      arrayOf(
        'text',
        group.map((change) => change.key),
      ),
      ...set.map((column) => {
        const cells = group.map((change) => change.set[column] ?? null);
        return arrayOf(columns[column] ?? 'text', cells);
      }),
    ];
    const [rows, into] = [sql.join(values), sql.join([key, ...set].map((column) => sql.ref(column)))];
    const update = set.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`);
    await sql`
      INSERT INTO ${sql.table(name)} (${into}) SELECT * FROM unnest(${rows})
      ON CONFLICT (${sql.ref(key)}) DO ${set.length === 0 ? sql`NOTHING` : sql`UPDATE SET ${sql.join(update)}`}
    `.execute(transaction);
  }
}

/** Keeps parked events, all in one statement. */
export async function park(
  transaction: Transaction<Schema>,
  projection: string,
  parked: readonly ParkedEvent[],
): Promise<void> {
  if (parked.length === 0) return;
  const columns = [
    arrayOf(
      'integer',
      parked.map(({ position }) => position),
    ),
    ...(['stream', 'eventId', 'type', 'error'] as const).map((field) =>
      arrayOf(
        'text',
        parked.map((event) => event[field]),
      ),
    ),
  ];
  await sql`
    INSERT INTO parked_events (projection, position, stream, event_id, type, error)
    SELECT ${projection}, * FROM unnest(${sql.join(columns)})
  `.execute(transaction);
}

function arrayOf(type: 'text' | 'integer', cells: readonly Value[]): RawBuilder<unknown> {
  return type === 'integer' ? sql`${cells}::bigint[]` : sql`${cells}::text[]`;
}
