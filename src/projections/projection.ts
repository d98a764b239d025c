import type { RecordedEvent } from '../event-store/event-store.js';

export type Value = string | number | null;

/** A table of a read model, described so that every database can make it. */
export interface Table {
  readonly name: string;
  /** The column that names a row. */
  readonly key: string;
  readonly columns: Readonly<Record<string, 'text' | 'integer'>>;
  readonly indexes: readonly (readonly string[])[];
}

/** Sets some columns of one row, which is made when it is not there: doing it twice changes nothing. */
export interface Change {
  readonly key: string;
  readonly set: Readonly<Record<string, Value>>;
}

/**
 * A read model: what the log says, arranged for a question. It can be thrown away
 * and made anew at any time, and must come out the same: `apply` knows nothing but
 * the event, and sends nothing.
 */
export interface Projection {
  readonly name: string;
  /** Raise it when the table or `apply` changes: the projection is then rebuilt at start. */
  readonly version: number;
  /** Beginnings of the names of the streams it reads. */
  readonly streams: readonly string[];
  readonly table: Table;
  /**
   * What an event changes, if anything.
   * @throws when the event cannot be understood: it is then parked
   */
  readonly apply: (event: RecordedEvent) => Change | undefined;
}
