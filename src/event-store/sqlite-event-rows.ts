import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LOG_START, type EventText, type JsonObject, type RecordedEvent } from './event-store.js';

/** Events are read as arrays, which takes half as long as objects. */
const COLUMNS = 'position, stream, revision, id, type, data, metadata';
type Row = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
];

/** @param which what a SELECT of events goes on with behind WHERE */
export function eventsSelected(db: DatabaseSync, which: string): StatementSync {
  const statement = db.prepare(`SELECT ${COLUMNS} FROM events WHERE ${which}`);
  statement.setReturnArrays(true);
  return statement;
}

export function rowsOf(
  statement: StatementSync,
  ...parameters: readonly (number | string)[]
): readonly Row[] {
  return statement.all(...parameters) as unknown as readonly Row[];
}

export function fromRow([position, stream, revision, id, type, data, metadata]: Row): RecordedEvent {
  return { position, stream, revision, id, type, data: parsed(data), metadata: parsed(metadata) };
}

export function fromRowWithText(row: Row): RecordedEvent {
  const [, , , , , data, metadata] = row;
  return { ...fromRow(row), text: { data, metadata } };
}

/** Positions of the newest event of each stream up to one, in order; by the index alone, that streams are found by. */
export function streamEndsIn(db: DatabaseSync, upTo: number): Float64Array {
  const statement = db.prepare(
    'SELECT position, max(revision) FROM events WHERE +position BETWEEN ? AND ? GROUP BY stream',
  );
  statement.setReturnArrays(true);
  const positions: number[] = [];
  for (const [position] of statement.iterate(LOG_START + 1, upTo) as unknown as Iterable<readonly [number]>)
    positions.push(position);
  return Float64Array.from(positions).sort();
}

/** For who goes by the text of most events: what is in one is parsed when it is asked for. */
export function asText([position, stream, revision, id, type, data, metadata]: Row): RecordedEvent {
  return new EventAsText(position, stream, revision, id, type, { data, metadata });
}

class EventAsText implements RecordedEvent {
  constructor(
    readonly position: number,
    readonly stream: string,
    readonly revision: number,
    readonly id: string,
    readonly type: string,
    readonly text: EventText,
  ) {}

  get data(): JsonObject {
    return parsed(this.text.data);
  }

  get metadata(): JsonObject {
    return parsed(this.text.metadata);
  }
}

/** What is no JSON any more stays the text it is, as the client of EventStoreDB has it: one event must not hide the others. */
function parsed(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return text as unknown as JsonObject;
  }
}
