import { compare, NO_EVENTS, placeOf, TOMBSTONE, type LogRecord, type Place } from './records.js';
import { isSoftDeleted } from './stream-metadata.js';
import type { StreamStore } from './stream-store.js';

/** The server reads this many events at a time, and shows it: between two pages others may write. */
export const PAGE = 32;

export interface StreamPage {
  readonly records: readonly LogRecord[];
  readonly next: number;
  readonly isEnd: boolean;
}

/** `IndexReader.ReadStreamEventsForward`. */
export function streamForwards(store: StreamStore, stream: string, from: number, size: number): StreamPage {
  const last = store.log.lastRevision(stream);
  const end = from + size - 1;
  const start = Math.max(from, store.firstVisible(stream));
  // All of it is truncated: on to what is not.
  if (end < start) return { records: [], next: start, isEnd: start > last };
  const records = visible(store, stream, start, end);
  return { records, next: (records.at(-1)?.revision ?? Math.min(end, last)) + 1, isEnd: end >= last };
}

/** `IndexReader.ReadStreamEventsBackward`. */
export function streamBackwards(store: StreamStore, stream: string, from: number, size: number): StreamPage {
  const first = store.firstVisible(stream);
  const start = Math.max(from - size + 1, first);
  const records = visible(store, stream, start, from).toReversed();
  return { records, next: Math.min(start - 1, store.log.lastRevision(stream)), isEnd: start <= first };
}

/** Why a stream has nothing to read, if so. */
export function absence(store: StreamStore, stream: string): 'notFound' | 'deleted' | undefined {
  const last = store.log.lastRevision(stream);
  if (last === TOMBSTONE) return 'deleted';
  return last === NO_EVENTS || isSoftDeleted(store.metadataOf(stream)) ? 'notFound' : undefined;
}

function visible(store: StreamStore, stream: string, from: number, to: number): readonly LogRecord[] {
  const metadata = store.metadataOf(stream);
  return store.log.between(stream, from, to).filter((record) => !store.isExpired(record, metadata));
}

export type Filter = (record: LogRecord) => boolean;

/** What `$all` holds without any filter: a few of the server's own records are never shown. */
export const shown: Filter = ({ stream }) => stream !== '$epoch-information';

export interface AllPage {
  readonly records: readonly LogRecord[];
  /** Where the page began. */
  readonly current: Place;
  /** Where the next begins. Between two records: with a prepare position of 0. */
  readonly next: Place;
  readonly isEnd: boolean;
  /** Records looked at, whether they passed the filter or not. */
  readonly considered: number;
}

export interface AllRead {
  readonly from: Place;
  /** Records to look at, at most. */
  readonly window?: number;
  readonly filter: Filter;
}

/** The position does not lie between two records. */
export class InvalidPosition extends Error {}

/** `AllReader.ReadAllEventsForward`: from a place, which is included. */
export function allForwards({ log }: StreamStore, { from, window = Infinity, filter }: AllRead): AllPage {
  const page = { records: [] as LogRecord[], current: from, next: from, considered: 0 };
  if (from.commit > log.last) return { ...page, isEnd: true };
  if (!log.isBoundary(from.commit)) throw new InvalidPosition();
  for (const record of log.forwards(from.commit)) {
    if (page.records.length >= PAGE || page.considered >= window) return { ...page, isEnd: false };
    page.considered++;
    if (filter(record)) page.records.push(record);
    page.next = { commit: record.end, prepare: 0 };
  }
  // The server notices the end when it goes on beyond it, and not when a page is just full.
  return { ...page, isEnd: page.records.length < PAGE && page.considered < window };
}

/** `AllReader.ReadAllEventsBackward`: from a place, which is not included. */
export function allBackwards({ log }: StreamStore, { from, filter }: AllRead): AllPage {
  const page = { records: [] as LogRecord[], current: from, next: from, considered: 0 };
  if (!log.isBoundary(from.commit)) throw new InvalidPosition();
  for (const record of log.backwards(from.commit)) {
    if (page.records.length >= PAGE) return { ...page, isEnd: false };
    if (compare({ commit: record.end, prepare: record.end }, from) > 0) continue;
    page.considered++;
    if (filter(record)) page.records.push(record);
    page.next = placeOf(record);
  }
  return { ...page, isEnd: page.records.length < PAGE };
}
