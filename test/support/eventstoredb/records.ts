/** What a stream is expected to be at by who writes to it. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | number;

export interface ProposedEvent {
  /** A UUID, in lower case. */
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface LogRecord extends ProposedEvent {
  readonly stream: string;
  readonly revision: number;
  /** Where it begins in the log, in bytes: its commit position and its prepare position. */
  readonly position: number;
  /** Where it ends, and the next begins. */
  readonly end: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** A place in the log. The server also hands out places between two records, whose prepare position is 0. */
export interface Place {
  readonly commit: number;
  readonly prepare: number;
}

/** The revision of a stream that nobody has written to. */
export const NO_EVENTS = -1;

/** The server's `EventNumber.DeletedStream`, 2^63 - 1, does not fit into a number; this stands for it here. */
export const TOMBSTONE = Number.MAX_SAFE_INTEGER;

export const placeOf = ({ position }: LogRecord): Place => ({ commit: position, prepare: position });

export function compare(a: Place, b: Place): number {
  return a.commit - b.commit || a.prepare - b.prepare;
}

export function originalOf(stream: string): string | undefined {
  return stream.startsWith('$$') ? stream.slice(2) : undefined;
}
