import type { KeyObject } from 'node:crypto';
import { changedEvent } from './claimed-leaves.js';
import { glanceAt, readLine } from './exported-line.js';
import { ProvenEvents, WholeLog } from './exported-events.js';
import { UnreadableLine } from './export-lines.js';
import { signatureFault } from './kept-heads.js';
import type { SignedTreeHead } from './tree-head.js';

export interface ExportVerdict {
  /** What is wrong, in one line. */
  readonly wrong: string | undefined;
  readonly events: number;
  /** Of an account's export: how far each of its streams goes in it. */
  readonly streams: string | undefined;
  /** The newest head in it. */
  readonly head: SignedTreeHead | undefined;
  /** How many of the heads kept elsewhere it was held against. */
  readonly heldAgainst: number;
}

/** What an export is verified with. */
export interface Auditor {
  readonly publicKey: KeyObject;
  /** Heads that were kept elsewhere. */
  readonly elsewhere?: readonly SignedTreeHead[];
}

/** An export as it is at first sight. */
interface Overview {
  readonly heads: readonly SignedTreeHead[];
  readonly events: number;
  /** Whether the first event comes with a proof, as all of an account do. */
  readonly isProven: boolean;
}

type Lines = () => AsyncIterable<string>;

/**
 * Verifies an export by nothing but its lines, a public key, and heads kept elsewhere: the whole log against the
 * heads, or an account's events each by its proof.
 * @param lines gives them from the first one on, each time it is called
 * @param tell is told now and then how many events were looked at
 */
export async function verifyExport(
  lines: Lines,
  auditor: Auditor,
  tell: (events: number) => void,
): Promise<ExportVerdict> {
  try {
    return await verdictOn(lines, auditor, tell);
  } catch (fault) {
    if (fault instanceof UnreadableLine) return nothingBut(fault.message);
    throw fault;
  }
}

async function verdictOn(
  lines: Lines,
  { publicKey, elsewhere = [] }: Auditor,
  tell: (events: number) => void,
): Promise<ExportVerdict> {
  const overview = await overviewOf(lines());
  if (typeof overview === 'string') return nothingBut(overview);
  const { heads, events, isProven } = overview;
  const head = heads.at(-1);
  if (!head) return nothingBut('there is no signed head in it');
  if (events === 0) return nothingBut('there is no event in it');
  const fault = signatureFault([...heads, ...elsewhere], publicKey);
  if (fault !== undefined) return nothingBut(fault);
  const check = isProven ? new ProvenEvents(publicKey, elsewhere) : new WholeLog(heads, elsewhere);
  const wrong = await faultIn(lines(), check, tell);
  const named = wrong === undefined || isProven ? undefined : await changedEvent(lines(), head);
  const { size, streams, heldAgainst } = check;
  const changed = wrong === undefined && size !== events ? 'it was changed while it was read' : undefined;
  return { wrong: named ?? wrong ?? changed, events: size, streams, head, heldAgainst };
}

function nothingBut(wrong: string): ExportVerdict {
  return { wrong, events: 0, streams: undefined, head: undefined, heldAgainst: 0 };
}

/** @returns a line about what is wrong with it at first sight; what only may be an event is not read yet */
async function overviewOf(lines: AsyncIterable<string>): Promise<Overview | string> {
  const heads: SignedTreeHead[] = [];
  let [number, events, isProven] = [0, 0, false];
  for await (const line of lines) {
    number++;
    const { mayBeHead, hasProof } = glanceAt(line);
    const read = mayBeHead ? readLine(line) : undefined;
    if (mayBeHead && !read) return unreadable(number);
    if (read?.kind === 'head') heads.push(read.head);
    else [events, isProven] = [events + 1, events === 0 ? hasProof : isProven];
  }
  return { heads, events, isProven };
}

async function faultIn(
  lines: AsyncIterable<string>,
  check: WholeLog | ProvenEvents,
  tell: (events: number) => void,
): Promise<string | undefined> {
  let number = 0;
  for await (const line of lines) {
    number++;
    const read = check.read(line);
    if (!read) return unreadable(number);
    const wrong = read.kind === 'head' ? check.takeHead(read.head) : await check.take(read);
    if (wrong !== undefined) return wrong;
    if (check.size % 1_000 === 0) tell(check.size);
  }
  return check.end();
}

function unreadable(number: number): string {
  return `line ${String(number)} is neither an event nor a head`;
}
