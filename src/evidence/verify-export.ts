import type { KeyObject } from 'node:crypto';
import { nameOf } from '../event-store/event-store.js';
import { Chains } from './chains.js';
import { changedEvent } from './claimed-leaves.js';
import { readLine, type ExportedEvent } from './cloud-event.js';
import { hashBytes } from './frontier.js';
import { signatureFault } from './kept-heads.js';
import { leafOrNothing, LogVerifier } from './log-verifier.js';
import { provesInclusion } from './proofs.js';
import type { SignedTreeHead, TreeHead } from './tree-head.js';

export interface ExportVerdict {
  /** What is wrong, in one line. */
  readonly wrong: string | undefined;
  readonly events: number;
  /** The newest head in it. */
  readonly head: SignedTreeHead | undefined;
}

/**
 * Verifies an export by nothing but its lines and a public key: the whole log against its head, or an
 * account's events each by its proof.
 * @param lines gives them from the first one on, each time it is called
 * @param tell is told now and then how many events were looked at
 */
export async function verifyExport(
  lines: () => AsyncIterable<string>,
  publicKey: KeyObject,
  tell: (events: number) => void,
): Promise<ExportVerdict> {
  const heads: SignedTreeHead[] = [];
  let [number, isProven] = [0, false];
  for await (const line of lines()) {
    number++;
    const read = readLine(line);
    if (!read)
      return { wrong: `line ${String(number)} is neither an event nor a head`, events: 0, head: undefined };
    if (read.kind === 'head') heads.push(read.head);
    else isProven ||= read.proof !== undefined;
  }
  const head = heads.at(-1);
  const fault = head ? signatureFault(heads, publicKey) : 'there is no signed head in it';
  if (fault !== undefined) return { wrong: fault, events: 0, head };
  const check = isProven ? new ProvenEvents() : new WholeLog(heads);
  const wrong = await faultIn(lines(), check, tell);
  const named = wrong === undefined || isProven ? undefined : await changedEvent(lines(), head as TreeHead);
  return { wrong: named ?? wrong, events: check.size, head };
}

async function faultIn(
  lines: AsyncIterable<string>,
  check: WholeLog | ProvenEvents,
  tell: (events: number) => void,
): Promise<string | undefined> {
  for await (const line of lines) {
    const read = readLine(line);
    if (read?.kind === 'head') check.head = read.head;
    const wrong = read?.kind === 'event' ? await check.take(read) : undefined;
    if (wrong !== undefined) return wrong;
    if (check.size % 1_000 === 0) tell(check.size);
  }
  return check.end();
}

/** All events of a log, in order. */
class WholeLog {
  head: SignedTreeHead | undefined;
  private readonly verifier: LogVerifier;

  constructor(heads: readonly SignedTreeHead[]) {
    this.verifier = new LogVerifier(heads);
  }

  get size(): number {
    return this.verifier.size;
  }

  async take({ event, index }: ExportedEvent): Promise<string | undefined> {
    if (index === this.size) return this.verifier.take([event]);
    return index > this.size
      ? `event ${String(this.size + 1)} of the log is missing before ${nameOf(event)}`
      : `${nameOf(event)} is out of its order`;
  }

  end(): Promise<string | undefined> {
    return this.verifier.end();
  }
}

/** Some events of a log, each with the proof that it is in the tree of the head before it. */
class ProvenEvents {
  head: SignedTreeHead | undefined;
  size = 0;
  private readonly chains = new Chains();
  private last = -1;

  async take({ event, index, proof }: ExportedEvent): Promise<string | undefined> {
    if (index <= this.last) return `${nameOf(event)} is out of its order`;
    [this.last, this.size] = [index, this.size + 1];
    const leaf = leafOrNothing(event);
    const isProven =
      leaf !== undefined &&
      this.head !== undefined &&
      proof !== undefined &&
      provesInclusion({
        leaf,
        index,
        size: this.head.treeSize,
        root: hashBytes(this.head.rootHash),
        proof,
      });
    if (!isProven) return `${nameOf(event)} is not event ${String(index + 1)} of the log that was signed`;
    return this.chains.take(event, leaf);
  }

  async end(): Promise<string | undefined> {
    return undefined;
  }
}
