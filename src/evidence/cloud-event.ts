import { inText, leafText, textHash, type KeptEvent } from '../event-store/event-hash.js';
import { writtenIn } from '../event-store/written-text.js';
import { headId, type SignedTreeHead } from './tree-head.js';

/** CloudEvents 1.0: what every envelope says, in the JSON event format. */
export const COMMON = {
  specversion: '1.0',
  source: '/countersign/log',
  datacontenttype: 'application/json',
} as const;

export const HEAD_TYPE = 'countersign.treehead';
/** What stands before an inclusion proof. */
export const PROOF = '"inclusionproof":';

/** A place in the log, from 0, in so many digits: the order of these texts is that of the log. */
export const SEQUENCE_DIGITS = 15;
/** As somebody may write it by hand. */
const PLACE = new RegExp(`^\\d{1,${String(SEQUENCE_DIGITS)}}$`);

/** How the envelope of every event begins. */
const OPENING = JSON.stringify(COMMON).slice(0, -1);
/** What the object that is hashed stands behind: in bare quotes nothing before it has that name. */
export const DATA = ',"data":';

/** What an export says of an event besides: one or the other. */
export type ExportedEvidence =
  | { readonly proof: readonly Buffer[] }
  /** In hex. */
  | { readonly leaf: string };

/** An event as a line of an export. @param index its place in the log, from 0 */
export function eventLine(event: KeptEvent, index: number, evidence: ExportedEvidence): string {
  const signed = 'leaf' in evidence ? asSigned(event, evidence.leaf) : undefined;
  const [told, json] = signed ?? [toldOf(event), asRead(event)];
  return `${envelope(told, index, evidence)}${DATA}${json}}`;
}

/** What an envelope tells of its event, each of them JSON. */
interface Told {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly time: string | undefined;
}

/** The text an event is kept as, if that was signed: it is not parsed, and in the line are the very bytes that are hashed. */
function asSigned(event: KeptEvent, leaf: string): readonly [told: Told, json: string] | undefined {
  const { text } = event;
  const hashed = text && leafText(event, text);
  if (!hashed || textHash(hashed) !== leaf) return undefined;
  const time = writtenIn(text, 'at');
  if (typeof time !== 'string' || time.includes('\\')) return undefined;
  const told = {
    id: `"${inText(event.id)}"`,
    type: `"${inText(event.type)}"`,
    stream: `"${inText(event.stream)}"`,
    time: `"${time}"`,
  };
  return [told, hashed.slice(1)];
}

function toldOf({ id, type, stream, metadata }: KeptEvent): Told {
  const time = timeOf(metadata);
  return {
    id: JSON.stringify(id),
    type: JSON.stringify(type),
    stream: JSON.stringify(stream),
    time: time === undefined ? undefined : JSON.stringify(time),
  };
}

function asRead({ data, id, metadata, revision, stream, type }: KeptEvent): string {
  return JSON.stringify({ data, id, metadata, revision, stream, type });
}

function envelope({ id, type, stream, time }: Told, index: number, evidence: ExportedEvidence): string {
  const timed = time === undefined ? '' : `"time":${time},`;
  return `${OPENING},"id":${id},"type":${type},"subject":${stream},${timed}"sequence":"${sequenceOf(index)}",${proving(evidence)}`;
}

function proving(evidence: ExportedEvidence): string {
  return 'proof' in evidence
    ? `${PROOF}"${evidence.proof.map((hash) => hash.toString('hex')).join(',')}"`
    : `"leafhash":"${evidence.leaf}"`;
}

/** A signed head as a line of an export. */
export function headLine(head: SignedTreeHead): string {
  return JSON.stringify({ ...COMMON, id: headId(head), type: HEAD_TYPE, time: head.signedAt, data: head });
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

/** When an event was decided, if it says so: whoever tampered may have left no object there. */
export function timeOf(metadata: unknown): string | undefined {
  const at = typeof metadata === 'object' && metadata !== null && 'at' in metadata && metadata.at;
  return typeof at === 'string' ? at : undefined;
}
