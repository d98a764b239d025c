import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import type { EventText, JsonObject, RecordedEvent } from './event-store.js';

/** An event as it is kept, wherever that is: a move to another log changes its position and nothing else. */
export type KeptEvent = Omit<RecordedEvent, 'position'>;

/** What stands before a leaf, so that no leaf can pass for an inner node: RFC 9162 §2.1.1. */
const LEAF = '\0';

/** How the name ends that stands before metadata. */
const METADATA = 'metadata":';

/**
 * The bytes of an event that are hashed: the RFC 8785 form of the object of these six fields, in UTF-8.
 * docs/evidence.md describes it for those who write a verifier.
 */
export function canonicalEvent({ data, id, metadata, revision, stream, type }: KeptEvent): string {
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

/** {@link eventHash}, or `undefined` of an event that holds what no JSON can hold. */
export function hashOrNothing(event: KeptEvent): string | undefined {
  try {
    return eventHash(event);
  } catch {
    return undefined;
  }
}

/** {@link eventHash} of an event from its {@link leafText}; of one that is not canonical it is the hash of nothing. */
export function textHash(leafText: string): string {
  return hash('sha256', leafText, 'hex');
}

/**
 * What is hashed of an event, if the text it is kept as is canonical, as all that this service writes is: it is put
 * together in half the time. Behind the zero byte it is the event as JSON.
 * @returns `undefined` where data and metadata could be divided elsewhere and give the same text
 */
export function leafText(event: KeptEvent, { data, metadata }: EventText): string | undefined {
  if (data.includes(METADATA) || metadata.includes(METADATA)) return undefined;
  const [id, stream, type] = [inText(event.id), inText(event.stream), inText(event.type)];
  return `${LEAF}{"data":${data},"id":"${id}","metadata":${metadata},"revision":${String(event.revision)},"stream":"${stream}","type":"${type}"}`;
}

/**
 * A name as it stands in {@link leafText}. As they are, a quote or backslash would pass for the end of the name, or for
 * another one; what else JSON escapes makes a text that is not canonical, and so does what is no text at all.
 */
export function inText(name: unknown): string {
  if (typeof name !== 'string') return '\0';
  return name.includes('"') || name.includes('\\') ? JSON.stringify(name).slice(1, -1) : name;
}
