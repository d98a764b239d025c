import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import type { EventText, JsonObject, RecordedEvent } from './event-store.js';

/** An event as it is kept, wherever that is: a move to another log changes its position and nothing else. */
export type KeptEvent = Omit<RecordedEvent, 'position'>;

/** What stands before a leaf, so that no leaf can pass for an inner node: RFC 9162 §2.1.1. */
const LEAF = '\0';

/**
 * The bytes of an event that are hashed: the RFC 8785 form of the object of these six fields, in UTF-8.
 * docs/evidence.md describes it for those who write a verifier.
 */
function canonicalEvent({ data, id, metadata, revision, stream, type }: KeptEvent): string {
  const event: JsonObject = { data, id, metadata, revision, stream, type };
  return canonicalJson(event);
}

/**
 * Names an event, with all that is in it and where in its stream it is: its leaf hash in the Merkle
 * tree over the log (RFC 9162 §2.1.1), SHA-256 over a zero byte and {@link canonicalEvent}.
 * @returns 64 hexadecimal digits, in lower case
 */
export function eventHash(event: KeptEvent): string {
  return hash('sha256', LEAF + canonicalEvent(event), 'hex');
}

/** What an event is called by, in JSON. */
export type QuotedNames = Readonly<Record<'id' | 'stream' | 'type', string>>;

export function quotedNames({ id, stream, type }: KeptEvent): QuotedNames {
  return { id: quoted(id), stream: quoted(stream), type: quoted(type) };
}

/** As a rule there is nothing in it that JSON escapes, and to look is quicker. */
function quoted(name: string): string {
  return /^[\w-]*$/.test(name) ? `"${name}"` : JSON.stringify(name);
}

/**
 * What {@link eventHash} is if the text an event is kept as is canonical, as all that this service writes is;
 * in half the time. Of any other text it is the hash of nothing.
 */
export function textHash(
  event: KeptEvent,
  { data, metadata }: EventText,
  { id, stream, type } = quotedNames(event),
): string {
  const text = `${LEAF}{"data":${data},"id":${id},"metadata":${metadata},"revision":${String(event.revision)},"stream":${stream},"type":${type}}`;
  return hash('sha256', text, 'hex');
}
