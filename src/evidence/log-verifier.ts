import { eventHash, textHash, type KeptEvent } from '../event-store/event-hash.js';
import { nameOf } from '../event-store/event-store.js';
import { Chains, type StreamEnd } from './chains.js';
import { differenceAt, type Standing } from './difference.js';
import { Frontier, hashBytes } from './frontier.js';
import type { KnownLeaves } from './known-leaves.js';
import type { TreeHead } from './tree-head.js';

/**
 * Checks a log, handed in page by page in its order: the chain of every stream, and the Merkle tree
 * over all events against signed heads. Memory grows with the number of streams alone: see {@link Chains}.
 */
export class LogVerifier {
  private readonly chains = new Chains();
  private readonly tree = new Frontier();
  private readonly heads: readonly TreeHead[];
  private headsPassed = 0;
  private newest: KeptEvent | undefined;
  /** The first event that is not the one that was there; what was done to it, the next one tells. */
  private differing: Standing | undefined;
  /** Where what is known turned out to be not what was signed. */
  private damagedAt: number | undefined;

  /**
   * @param heads whose signatures are right
   * @param known without it what is wrong may be told only as far as streams and heads show it
   */
  constructor(
    heads: readonly TreeHead[],
    private known?: KnownLeaves,
  ) {
    this.heads = heads.toSorted((a, b) => a.treeSize - b.treeSize);
  }

  /** Events taken so far. */
  get size(): number {
    return this.tree.size;
  }

  /** The largest head that was found right. */
  get confirmed(): TreeHead | undefined {
    return this.heads[this.headsPassed - 1];
  }

  /** The newest event of each stream that was taken. */
  ends(): Iterable<StreamEnd> {
    return this.chains.ends();
  }

  /** @returns what is wrong, in one line; nothing is to be handed in after it */
  async take(events: readonly KeptEvent[]): Promise<string | undefined> {
    for (const event of events) {
      const index = this.tree.size;
      const opening = this.known && index < this.known.size ? this.known.open(index) : undefined;
      if (opening) await opening;
      const fault = this.next(event, index);
      // Most events have nothing to tell, and nothing is waited for.
      const told = fault instanceof Promise ? await fault : fault;
      if (told !== undefined) return told;
    }
    return undefined;
  }

  /** Call it after the last event. @returns what is wrong, in one line */
  async end(): Promise<string | undefined> {
    if (this.differing) return this.difference(this.differing, undefined);
    const longest = Math.max(this.heads.at(-1)?.treeSize ?? 0, this.known?.size ?? 0);
    if (longest > this.size) return this.truncated(longest);
    return this.damagedAt === undefined
      ? undefined
      : `the log is right, but the tree kept beside it was changed at event ${String(this.damagedAt + 1)}`;
  }

  private next(event: KeptEvent, index: number): string | undefined | Promise<string | undefined> {
    const leaf = this.leafOf(event, index);
    if (leaf === undefined) return `${nameOf(event)} holds text that no JSON can hold`;
    if (this.differing) return this.difference(this.differing, { event, leaf, index });
    const chainFault = this.chains.take(event, leaf);
    this.tree.append(leaf);
    this.newest = event;
    const fault = chainFault ?? this.headFault();
    return this.wasTaken(index, leaf) === false ? this.differs({ event, leaf, index }, fault) : fault;
  }

  private leafOf(event: KeptEvent, index: number): Buffer | undefined {
    const asKept = event.text && hashBytes(textHash(event, event.text));
    return asKept && this.wasTaken(index, asKept) === true ? asKept : leafOrNothing(event);
  }

  /** Whether it is the leaf that was taken into the tree there; `undefined` where none is known. */
  private wasTaken(index: number, leaf: Buffer): boolean | undefined {
    return this.known && index < this.known.size ? this.known.is(index, leaf) : undefined;
  }

  /** What was done, the next event tells; unless it is the tree that was changed, and not the log. */
  private async differs(found: Standing, fault: string | undefined): Promise<string | undefined> {
    if (await this.known?.isBelieved(found.index)) {
      this.differing = found;
      return undefined;
    }
    this.damagedAt = found.index;
    this.known = undefined;
    return fault;
  }

  private headFault(): string | undefined {
    for (let head = this.nextHead(); head?.treeSize === this.size; head = this.nextHead()) {
      if (head.rootHash !== this.tree.root().toString('hex')) {
        const before = this.heads.findLast(({ treeSize }) => treeSize < this.size)?.treeSize ?? 0;
        return `events ${String(before + 1)} to ${String(this.size)} of the log are not those signed at ${head.signedAt}: the past was rewritten`;
      }
      this.headsPassed++;
    }
    return undefined;
  }

  private nextHead(): TreeHead | undefined {
    return this.heads[this.headsPassed];
  }

  private truncated(longest: number): string {
    const end = this.newest ? `ends with event ${String(this.size)}, ${nameOf(this.newest)},` : 'is empty';
    return `the log was truncated: it ${end} and had ${String(longest)}`;
  }

  private difference(found: Standing, next: Standing | undefined): Promise<string> {
    return differenceAt(this.known as KnownLeaves, found, next);
  }
}

/** The leaf of an event; `undefined` for one that holds what no JSON can hold. */
export function leafOrNothing(event: KeptEvent): Buffer | undefined {
  try {
    return hashBytes(eventHash(event));
  } catch {
    return undefined;
  }
}
