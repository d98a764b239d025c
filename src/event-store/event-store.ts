/** A value that survives a round trip through JSON unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** The revision of a stream nobody has written to; as an expectation: "nobody was here before me". */
export const NO_STREAM = -1;

/** The position before the first event of the log. */
export const LOG_START = 0;

export interface NewEvent {
  /** UUID v7. Appending the same id again is the same append, not a second event. */
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** Somebody may have changed what is kept: what `data` and `metadata` really are is found out by decoding them. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in the stream, from 0, without gaps. */
  readonly revision: number;
  /** Place in the log: ever increasing, not necessarily without gaps. */
  readonly position: number;
  /** The JSON it is kept as, from a store that has it at hand, when it was asked for. */
  readonly text?: EventText;
  /** This service did not write it: see `authenticated-log.ts`. */
  readonly isForeign?: true;
}

export interface EventText {
  readonly data: string;
  readonly metadata: string;
}

export interface Appended {
  /** Revision of the last event appended. */
  readonly revision: number;
  /** Position of the last event appended. */
  readonly position: number;
}

export interface StreamRead {
  readonly direction?: 'forwards' | 'backwards';
  /** First revision to return, inclusive. Default: the first going forwards, the last going backwards. */
  readonly from?: number;
  readonly limit: number;
  /** Whether {@link RecordedEvent.text} is of use to the reader. */
  readonly withText?: boolean;
}

export interface LogRead {
  /** The last position already seen. */
  readonly after: number;
  /** Only streams whose name begins with one of these. */
  readonly streams?: readonly string[];
}

export interface PageRead extends LogRead {
  readonly limit: number;
  /** Whether {@link RecordedEvent.text} is of use to the reader. */
  readonly withText?: boolean;
}

/** A run of the log in its total order. */
export interface Batch {
  readonly events: readonly RecordedEvent[];
  /** How far the log was read to find them; beyond the last event when a filter passed others over. */
  readonly position: number;
}

/**
 * The one source of truth: an append-only log of events in streams.
 *
 * Every adapter passes `test/support/event-store.contract.ts`. An append that is
 * answered is durable. Faults of the driver arrive as {@link EventStoreUnavailable}.
 */
export abstract class EventStore {
  /**
   * Appends all events or none, provided the stream is at `expectedRevision`.
   * A repetition (same ids, same expectation) answers as the first time did.
   * @throws {RevisionConflict} when somebody else wrote first
   */
  abstract append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended>;

  /** Events of one stream; none when it does not exist. */
  abstract readStream(stream: string, read: StreamRead): Promise<readonly RecordedEvent[]>;

  /** The revision a stream ends with; {@link NO_STREAM} when it does not exist. */
  async lastRevision(stream: string): Promise<number> {
    const [newest] = await this.readStream(stream, { direction: 'backwards', limit: 1 });
    return newest?.revision ?? NO_STREAM;
  }

  /** Up to `limit` positions of the log, in order; `position` tells where to go on. */
  abstract readAll(read: PageRead): Promise<Batch>;

  /** Position of the newest event; {@link LOG_START} for an empty log. */
  abstract head(): Promise<number>;

  /** The log from a position on, first what is there, then what comes, until `signal` aborts. */
  abstract subscribe(read: LogRead & { readonly signal: AbortSignal }): AsyncIterable<Batch>;

  /**
   * Positions of the newest event of each stream, in order, as {@link readStream} finds them; from a store whose
   * {@link damage} compares what it finds them by with all the log has.
   */
  streamEnds(): ArrayLike<number> | undefined {
    return undefined;
  }

  /**
   * Whether the store finds itself damaged: {@link readStream} goes by an index beside the events, and somebody may
   * have changed that alone. Reads all that is kept, beside whatever else is done with the store.
   * @param signal ends it early, with nothing found
   * @returns what is wrong, in one line; `undefined` also from a server that looks after its files by itself
   */
  abstract damage(signal: AbortSignal): Promise<string | undefined>;
}

/** Whether nothing ever happened. */
export async function isEmpty(events: EventStore): Promise<boolean> {
  return (await events.head()) === LOG_START;
}

/** An event as it is spoken of. */
export function nameOf({
  type,
  stream,
  revision,
}: Pick<RecordedEvent, 'type' | 'stream' | 'revision'>): string {
  return `${type} at ${stream}@${String(revision)}`;
}

export class RevisionConflict extends Error {
  readonly code = 'REVISION_CONFLICT';
  constructor(
    readonly stream: string,
    readonly expectedRevision: number,
    readonly actualRevision: number,
  ) {
    super(`${stream} is at revision ${String(actualRevision)}, not ${String(expectedRevision)}`);
    this.name = 'RevisionConflict';
  }
}

export class EventStoreUnavailable extends Error {
  readonly code = 'EVENT_STORE_UNAVAILABLE';
  constructor(cause: unknown) {
    super('The event store did not answer', { cause });
    this.name = 'EventStoreUnavailable';
  }
}
