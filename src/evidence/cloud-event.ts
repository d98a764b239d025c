import { z } from 'zod';
import { inText, leafText, textHash, type KeptEvent } from '../event-store/event-hash.js';
import type { JsonObject } from '../event-store/event-store.js';
import { writtenIn } from '../event-store/written-text.js';
import { headId, signedTreeHeadSchema, type SignedTreeHead } from './tree-head.js';

/** CloudEvents 1.0: what every envelope says, in the JSON event format. */
const COMMON = {
  specversion: '1.0',
  source: '/countersign/log',
  datacontenttype: 'application/json',
} as const;

const HEAD_TYPE = 'countersign.treehead';

/** A place in the log, from 0, in so many digits: the order of these texts is that of the log. */
const SEQUENCE_DIGITS = 15;
const SEQUENCE = new RegExp(`^\\d{${String(SEQUENCE_DIGITS)}}$`);
/** As somebody may write it by hand. */
const PLACE = new RegExp(`^\\d{1,${String(SEQUENCE_DIGITS)}}$`);

/** Hashes in hex, with commas between; none for the proof of the only leaf there is. */
const HASHES = /^(?:[\da-f]{64}(?:,[\da-f]{64})*)?$/;

/** Came out of `JSON.parse`, and is to be hashed as it is: whoever tampers may leave anything there. */
const json = z.custom<JsonObject>((value) => value !== undefined);
const common = {
  specversion: z.literal(COMMON.specversion),
  source: z.literal(COMMON.source),
  datacontenttype: z.literal(COMMON.datacontenttype),
};
const headSchema = z.strictObject({
  ...common,
  id: z.string(),
  type: z.literal(HEAD_TYPE),
  time: z.string(),
  data: z.strictObject(signedTreeHeadSchema.shape),
});
const eventSchema = z.strictObject({
  ...common,
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string().optional(),
  /** The place in the log, from 0. An extension of CloudEvents: its type is string. */
  sequence: z.string().regex(SEQUENCE),
  /** Hashes in hex, from the leaf upwards, with commas between. An extension of ours. */
  inclusionproof: z.string().regex(HASHES).optional(),
  /** The leaf hash of the event that was signed, in hex. An extension of ours. */
  leafhash: z
    .string()
    .regex(/^[\da-f]{64}$/)
    .optional(),
  data: z.strictObject({
    stream: z.string(),
    revision: z.int().nonnegative(),
    id: z.string(),
    type: z.string(),
    data: json,
    metadata: json,
  }),
});

/** An event in an export: in its envelope is the very object that is hashed. */
export interface ExportedEvent {
  readonly kind: 'event';
  readonly event: KeptEvent;
  /** Its place in the log, from 0. */
  readonly index: number;
  /** That it is in the tree of the head before it, where it comes with such a proof. */
  readonly proof: readonly Buffer[] | undefined;
  /** What its hash was when it was signed, as the export has it, in hex. */
  readonly leafHash: string | undefined;
}

/** What an export says of an event besides: one or the other. */
export type ExportedEvidence =
  | { readonly proof: readonly Buffer[] }
  /** In hex. */
  | { readonly leaf: string };

export interface ExportedHead {
  readonly kind: 'head';
  readonly head: SignedTreeHead;
}

/** How the envelope of every event begins. */
const OPENING = JSON.stringify(COMMON).slice(0, -1);

/** An event as a line of an export. @param index its place in the log, from 0 */
export function eventLine(event: KeptEvent, index: number, evidence: ExportedEvidence): string {
  const leaf = 'leaf' in evidence ? evidence.leaf : undefined;
  const { id, type, stream, time, kept } = asSigned(event, leaf) ?? asRead(event);
  const timed = time === undefined ? '' : `"time":${time},`;
  return `${OPENING},"id":${id},"type":${type},"subject":${stream},${timed}"sequence":"${sequenceOf(index)}",${proving(evidence)},"data":${kept}}`;
}

/** What a line tells of its event, each of them JSON. */
interface Told {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly time: string | undefined;
  readonly kept: string;
}

/** The text an event is kept as, if that was signed: it is not parsed, and in the line are the very bytes that are hashed. */
function asSigned(event: KeptEvent, leaf: string | undefined): Told | undefined {
  const { id, type, stream, text } = event;
  const hashed = text && leafText(event, text);
  if (!hashed || textHash(hashed) !== leaf) return undefined;
  const time = writtenIn(text, 'at');
  return {
    id: `"${inText(id)}"`,
    type: `"${inText(type)}"`,
    stream: `"${inText(stream)}"`,
    time: typeof time === 'string' ? `"${time}"` : undefined,
    kept: hashed.slice(1),
  };
}

function asRead({ data, id, metadata, revision, stream, type }: KeptEvent): Told {
  const { time } = timeOf(metadata);
  return {
    id: JSON.stringify(id),
    type: JSON.stringify(type),
    stream: JSON.stringify(stream),
    time: time === undefined ? undefined : JSON.stringify(time),
    kept: JSON.stringify({ data, id, metadata, revision, stream, type }),
  };
}

function proving(evidence: ExportedEvidence): string {
  return 'proof' in evidence
    ? `"inclusionproof":"${evidence.proof.map((hash) => hash.toString('hex')).join(',')}"`
    : `"leafhash":"${evidence.leaf}"`;
}

/** A signed head as a line of an export. */
export function headLine(head: SignedTreeHead): string {
  return JSON.stringify({ ...COMMON, id: headId(head), type: HEAD_TYPE, time: head.signedAt, data: head });
}

/**
 * @returns `undefined` for a line that is neither an event nor a head, or not as an export has them: with white space,
 * or a name twice, it would say one thing here and another to who reads it otherwise
 */
export function readLine(line: string): ExportedEvent | ExportedHead | undefined {
  const value = jsonOf(line);
  const isHead = typeof value === 'object' && value !== null && 'type' in value && value.type === HEAD_TYPE;
  return isHead ? headIn(value) : eventIn(value);
}

function jsonOf(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return JSON.stringify(value) === line ? value : undefined;
  } catch {
    return undefined;
  }
}

function headIn(value: unknown): ExportedHead | undefined {
  const parsed = headSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { id, time, data: head } = parsed.data;
  return id === headId(head) && time === head.signedAt ? { kind: 'head', head } : undefined;
}

function eventIn(value: unknown): ExportedEvent | undefined {
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { sequence, inclusionproof, leafhash: leafHash, data } = parsed.data;
  if (!tellsOf(parsed.data, data)) return undefined;
  const hashes = inclusionproof === '' ? [] : inclusionproof?.split(',');
  const proof = hashes?.map((hash) => Buffer.from(hash, 'hex'));
  return { kind: 'event', event: data, index: Number(sequence), proof, leafHash };
}

/** As the Sequence extension of CloudEvents asks: in the order of the log also as text. */
function sequenceOf(index: number): string {
  return String(index).padStart(SEQUENCE_DIGITS, '0');
}

/**
 * The place in the log, from 0, an export goes on behind; -1 for the beginning, `undefined` for what tells of none.
 * @param after a `sequence`, with or without zeros before it; the beginning when left out
 */
export function placeBefore(after: unknown): number | undefined {
  if (after === undefined) return -1;
  return typeof after === 'string' && PLACE.test(after) ? Number(after) : undefined;
}

/** Whether an envelope says what its event says, which alone is hashed. */
function tellsOf({ id, type, subject, time }: z.infer<typeof eventSchema>, event: KeptEvent): boolean {
  const isOfIt = id === event.id && type === event.type && subject === event.stream;
  return isOfIt && time === timeOf(event.metadata).time;
}

/** When an event was decided, if it says so: whoever tampered may have left no object there. */
function timeOf(metadata: unknown): { readonly time?: string } {
  const at = typeof metadata === 'object' && metadata !== null && 'at' in metadata && metadata.at;
  return typeof at === 'string' ? { time: at } : {};
}
