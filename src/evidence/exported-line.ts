import { z } from 'zod';
import { hashOrNothing, type KeptEvent } from '../event-store/event-hash.js';
import type { JsonObject } from '../event-store/event-store.js';
import { COMMON, DATA, eventLine, HEAD_TYPE, PROOF, SEQUENCE_DIGITS, timeOf } from './cloud-event.js';
import { headId, signedTreeHeadSchema, type SignedTreeHead } from './tree-head.js';

const HEAD = `"type":"${HEAD_TYPE}"`;
const SEQUENCE = new RegExp(`^\\d{${String(SEQUENCE_DIGITS)}}$`);
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
  /** Its hash, in hex; `undefined` of one that holds what no JSON can hold. */
  readonly leaf: string | undefined;
  /** What its hash was when it was signed, as the export has it, in hex. */
  readonly leafHash: string | undefined;
}

export interface ExportedHead {
  readonly kind: 'head';
  readonly head: SignedTreeHead;
}

/** What a line is, as far as can be said without reading it: one that is no head may be anything. */
export function glanceAt(line: string): { readonly mayBeHead: boolean; readonly hasProof: boolean } {
  return { mayBeHead: line.includes(HEAD), hasProof: line.slice(0, line.indexOf(DATA)).includes(PROOF) };
}

/**
 * Reads an event whose line is what an export of the whole log has today, in half the time {@link readLine} takes.
 * @param index the place in the log it has to be at
 * @returns `undefined` for any other line, which may be right all the same
 */
export function readWritten(line: string, index: number): ExportedEvent | undefined {
  const end = line.indexOf(`${DATA}{`);
  const json = end === -1 ? '' : line.slice(end + DATA.length, -1);
  const event = eventSchema.shape.data.safeParse(valueOf(json)).data;
  const leaf = event && hashOrNothing(event);
  if (!leaf || eventLine(event, index, { leaf }) !== line) return undefined;
  return { kind: 'event', event, index, proof: undefined, leaf, leafHash: leaf };
}

/**
 * @returns `undefined` for a line that is neither an event nor a head, or not as an export has them: with white space,
 * or a name twice, it would say one thing here and another to who reads it otherwise
 */
export function readLine(line: string): ExportedEvent | ExportedHead | undefined {
  const value = valueOf(line);
  const isHead = typeof value === 'object' && value !== null && 'type' in value && value.type === HEAD_TYPE;
  return isHead ? headIn(value) : eventIn(value);
}

/** What a text is the JSON of, just as `JSON.stringify` writes it; which can't write what is nested too deep. */
function valueOf(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(value) === json ? value : undefined;
  } catch {
    return undefined;
  }
}

function headIn(value: unknown): ExportedHead | undefined {
  const read = headSchema.safeParse(value);
  if (!read.success) return undefined;
  const { id, time, data: head } = read.data;
  return id === headId(head) && time === head.signedAt ? { kind: 'head', head } : undefined;
}

function eventIn(value: unknown): ExportedEvent | undefined {
  const read = eventSchema.safeParse(value);
  if (!read.success) return undefined;
  const { sequence, inclusionproof, leafhash: leafHash, data: event } = read.data;
  if (!tellsOf(read.data, event)) return undefined;
  const hashes = inclusionproof === '' ? [] : inclusionproof?.split(',');
  const proof = hashes?.map((hash) => Buffer.from(hash, 'hex'));
  return { kind: 'event', event, index: Number(sequence), proof, leaf: hashOrNothing(event), leafHash };
}

/** Whether an envelope says what its event says, which alone is hashed. */
function tellsOf({ id, type, subject, time }: z.infer<typeof eventSchema>, event: KeptEvent): boolean {
  const isOfIt = id === event.id && type === event.type && subject === event.stream;
  return isOfIt && time === timeOf(event.metadata);
}
