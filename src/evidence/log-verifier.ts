import { hashOrNothing, leafText, textHash, type KeptEvent } from '../event-store/event-hash.js';
import { nameOf } from '../event-store/event-store.js';
import { isAsWritten, writtenIn } from '../event-store/written-text.js';
import { Chains, type StreamEnd } from './chains.js';
import { differenceAt, type Standing } from './difference.js';
import { Frontier } from './frontier.js';
import { HeadQueue } from './head-queue.js';
import type { KnownLeaves } from './known-leaves.js';
import { PassedHeads } from './passed-heads.js';
import { TREE, TreeDamaged } from './tiles.js';
import type { TreeHead } from './tree-head.js';

/** The signatures of all heads were checked already. */
const NO_FORGERY = () => undefined;

/**
 * Checks a log, handed in page by page in its order: the chain of every stream, and the Merkle tree
 * over all events against signed heads. Memory grows with the number of streams alone: see {@link Chains}.
 */
export class LogVerifier {
  private readonly chains = new Chains();
  private readonly tree = new Frontier();
  private readonly heads: PassedHeads;
  private newest: KeptEvent | undefined;
  /** The first event that is not the one that was there; what was done to it, the next one tells. */
  private differing: Standing | undefined;
  /** Where what is known turned out to be not what was signed. */
  private damagedAt: number | undefined;

  /**
   * @param heads whose signatures are right; or queues of some that are asked about, see {@link PassedHeads}
   * @param known without it what is wrong may be told only as far as streams and heads show it
   * @param forgery what is wrong with the signature of a head, in one line
   */
  constructor(
    heads: readonly TreeHead[] | readonly HeadQueue[],
    private known?: KnownLeaves,
    forgery: (head: TreeHead) => string | undefined = NO_FORGERY,
  ) {
    this.heads = new PassedHeads(areQueues(heads) ? heads : [HeadQueue.of(heads)], forgery);
  }

  /** Events taken so far. */
  get size(): number {
    return this.tree.size;
  }

  /** The largest head that was found right. */
  get confirmed(): TreeHead | undefined {
    return this.heads.confirmed;
  }

  /** The newest event of each stream that was taken. */
  ends(): Iterable<StreamEnd> {
    return this.chains.ends();
  }

  /**
   * @param hashOf their leaf hashes in hex, for who knows them already; `undefined` of one that has none
   * @returns what is wrong, in one line; nothing is to be handed in after it
   */
  async take(events: readonly KeptEvent[], hashOf = hashOrNothing): Promise<string | undefined> {
    for (const event of events) {
      const index = this.tree.size;
      const filling = this.heads.fill();
      if (filling) await filling;
      const opening = this.known && index < this.known.size ? this.known.open(index) : undefined;
      if (opening) await this.opened(opening, index);
      const fault = this.next(event, index, hashOf);
      // Most events have nothing to tell, and nothing is waited for.
      const told = fault instanceof Promise ? await fault : fault;
      if (told !== undefined) return told;
    }
    return undefined;
  }

  /** Call it after the last event. @returns what is wrong, in one line */
  async end(): Promise<string | undefined> {
    if (this.differing) return this.difference(this.differing, undefined);
    if (this.heads.longest > this.size)
      return `the log was truncated: it ${this.ending()} and had ${String(this.heads.longest)}`;
    if (this.known && this.known.size > this.size) {
      const { size } = this.known;
      // A size is a number anybody can write; a leaf is there, or not.
      if (await this.known.has(size - 1))
        return `the log ${this.ending()} and ${TREE} has ${String(size)}: one of them was changed, and what was not signed does not tell which`;
      this.damagedAt = this.size;
    }
    return this.damagedAt === undefined
      ? undefined
      : `the log is right as far as it was signed, but ${TREE} was changed at event ${String(this.damagedAt + 1)}`;
  }

  private async opened(opening: Promise<void>, index: number): Promise<void> {
    await undamaged(opening, () => {
      this.doWithoutTree(index);
    });
  }

  private next(
    event: KeptEvent,
    index: number,
    hashOf: typeof hashOrNothing,
  ): string | undefined | Promise<string | undefined> {
    const known = this.known && index < this.known.size ? this.known : undefined;
    const text = event.text && leafText(event, event.text);
    const asKept = text && textHash(text);
    const isTaken = asKept !== undefined && known?.is(index, asKept) === true;
    const leaf = isTaken ? asKept : hashOf(event);
    if (leaf === undefined) return `${nameOf(event)} holds text that no JSON can hold`;
    if (this.differing) return this.difference(this.differing, { event, leaf, index });
    // What was signed is the very text that this service wrote: to parse it takes as long as all else here.
    const isSigned = isTaken && known.isSigned(index);
    const previousHash = isSigned && event.text ? writtenIn(event.text, 'previousHash') : undefined;
    const chainFault = this.chains.take(event, leaf, previousHash);
    this.tree.append(leaf);
    this.newest = event;
    const textFault = asKept === leaf ? undefined : textFaultOf(event);
    const fault =
      chainFault ?? textFault ?? this.heads.take(this.size, () => this.tree.root().toString('hex'));
    return isTaken || !known || known.is(index, leaf) ? fault : this.differs({ event, leaf, index }, fault);
  }

  /** What was done, the next event tells; unless it is the tree that was changed, and not the log. */
  private async differs(found: Standing, fault: string | undefined): Promise<string | undefined> {
    const isBelieved = this.known && (await undamaged(this.known.isBelieved(found.index), () => false));
    if (isBelieved === true) {
      this.differing = found;
      return undefined;
    }
    this.doWithoutTree(found.index);
    return fault;
  }

  /** Goes on by chains and heads, which name less. */
  private doWithoutTree(index: number): void {
    this.damagedAt = index;
    this.known = undefined;
  }

  private ending(): string {
    return this.newest ? `ends with event ${String(this.size)}, ${nameOf(this.newest)},` : 'is empty';
  }

  private difference(found: Standing, next: Standing | undefined): Promise<string> {
    const named = differenceAt(this.known as KnownLeaves, found, next);
    return undamaged(
      named,
      () => `${nameOf(found.event)} is not what was event ${String(found.index + 1)} of the log`,
    );
  }
}

function textFaultOf(event: KeptEvent): string | undefined {
  return event.text && !isAsWritten(event, event.text)
    ? `${nameOf(event)} is stored otherwise than it was written`
    : undefined;
}

/** What comes of a reading of the tree, or of `otherwise` when that is not whole. */
async function undamaged<T>(reading: Promise<T>, otherwise: () => T): Promise<T> {
  try {
    return await reading;
  } catch (fault) {
    if (fault instanceof TreeDamaged) return otherwise();
    throw fault;
  }
}

function areQueues(heads: readonly TreeHead[] | readonly HeadQueue[]): heads is readonly HeadQueue[] {
  return heads.length > 0 && heads[0] instanceof HeadQueue;
}
