import type { EvidenceStore } from './evidence-store.js';
import type { TreeHead } from './tree-head.js';

const PAGE = 1_000;

/** Heads by size, a page of which is in memory: a notary that signs each minute signs half a million a year. */
export class HeadQueue<H extends TreeHead = TreeHead> {
  private page: readonly H[] = [];
  private at = 0;
  private hasMore = true;

  /**
   * @param longest the size of the largest
   * @param read gives those larger than a size, the smallest first; none when there are no more
   */
  private constructor(
    readonly longest: number,
    private readonly read: (after: number) => Promise<readonly H[]>,
  ) {}

  /** Heads that are at hand, in any order. */
  static of<T extends TreeHead>(heads: readonly T[]): HeadQueue<T> {
    const sorted = heads.toSorted((a, b) => a.treeSize - b.treeSize);
    return new HeadQueue(sorted.at(-1)?.treeSize ?? 0, (after) => Promise.resolve(after === 0 ? sorted : []));
  }

  /** Heads of a store, as far as one of them that was the newest: what is signed meanwhile is left out. */
  static kept(evidence: EvidenceStore, newest: TreeHead | undefined): HeadQueue {
    const longest = newest?.treeSize ?? 0;
    return new HeadQueue(longest, async (after) => {
      const page = after < longest ? await evidence.heads(after, PAGE) : [];
      return page.filter(({ treeSize }) => treeSize <= longest);
    });
  }

  /** Whether it has to be filled before {@link next} tells anything. */
  get isDry(): boolean {
    return this.hasMore && this.at === this.page.length;
  }

  async fill(): Promise<void> {
    const page = await this.read(this.page.at(-1)?.treeSize ?? 0);
    [this.page, this.at, this.hasMore] = [page, 0, page.length > 0];
  }

  get next(): H | undefined {
    return this.page[this.at];
  }

  /** Goes on to the one behind the next. */
  pass(): void {
    this.at++;
  }
}
