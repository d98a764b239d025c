import { NO_EVENTS, TOMBSTONE, type Expected } from './records.js';

/** What the check needs to know of the streams. */
export interface Streams {
  lastRevision(stream: string): number;
  isSoftDeleted(stream: string): boolean;
  /** The id of an event, also when it is truncated: it is in the log until it is scavenged. */
  idAt(stream: string, revision: number): string | undefined;
  /** Where an event went that was written lately: a bounded memory, empty after a start. */
  lately(id: string): { readonly stream: string; readonly revision: number } | undefined;
}

export type CommitDecision =
  | { readonly kind: 'ok'; readonly current: number; readonly isSoftDeleted: boolean }
  | { readonly kind: 'idempotent'; readonly last: number }
  | { readonly kind: 'wrongVersion'; readonly current: number }
  | { readonly kind: 'deleted' };

/**
 * `IndexWriter.CheckCommit` of the server, step by step. Its two surprises: with an expected
 * revision a repetition is found in the log however old it is; with `any` or `stream_exists`
 * only as long as the server remembers, which after a restart it does not.
 */
export function checkCommit(
  streams: Streams,
  stream: string,
  expected: Expected,
  ids: readonly string[],
): CommitDecision {
  const current = streams.lastRevision(stream);
  const wrongVersion: CommitDecision = { kind: 'wrongVersion', current };
  if (current === TOMBSTONE) return { kind: 'deleted' };
  const isSoftDeleted = streams.isSoftDeleted(stream);
  const ok: CommitDecision = { kind: 'ok', current, isSoftDeleted };

  if (expected === 'stream_exists') {
    if (isSoftDeleted) return { kind: 'deleted' };
    if (current < 0 && streams.lastRevision(`$$${stream}`) < 0) return wrongVersion;
  }

  if (expected === 'any' || expected === 'stream_exists') {
    const first = ids.findIndex((id) => streams.lately(id)?.stream !== stream);
    if (first >= 0) return first === 0 ? ok : wrongVersion; // Some are there, others are not: no repetition.
    const last = ids.at(-1);
    return last === undefined ? ok : { kind: 'idempotent', last: streams.lately(last)?.revision ?? current };
  }

  const after = expected === 'no_stream' ? NO_EVENTS : expected;
  if (after > current) return wrongVersion;
  if (after === current) return ok;
  const isThere = (id: string, index: number) => streams.idAt(stream, after + 1 + index) === id;
  const missing = ids.findIndex((id, index) => !isThere(id, index));
  if (missing > 0 || ids.length === 0) return wrongVersion;
  if (missing === 0) return expected === 'no_stream' && isSoftDeleted ? ok : wrongVersion;
  return { kind: 'idempotent', last: after + ids.length };
}
