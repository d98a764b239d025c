import type { HeadQueue } from './head-queue.js';
import type { TreeHead } from './tree-head.js';

/**
 * The heads a log is held against while it is read.
 *
 * Checking a signature takes as long as hashing a hundred events, and of most heads it would tell nothing: a head
 * whose root is the log's own says what is true, whoever wrote it, and nobody relies on it once a larger one holds,
 * which speaks for the same events. So signatures matter of the largest head of each queue, which is what the verdict
 * names and the log is measured by, and whose signature is checked before the log is read; and of a head that
 * contradicts the log, which is asked for here: otherwise who writes a false head would accuse a log that is right.
 */
export class PassedHeads {
  /** The largest head that was found right, and the one that was that before. */
  private right: readonly [TreeHead | undefined, TreeHead | undefined] = [undefined, undefined];

  /** Whether the next head of a queue is still to be read. */
  private isDry = true;
  /** The size of the smallest head that is still to come: most events end none. */
  private due = 0;

  /** @param forgery what is wrong with the signature of a head, in one line */
  constructor(
    private readonly queues: readonly HeadQueue[],
    private readonly forgery: (head: TreeHead) => string | undefined,
  ) {}

  get confirmed(): TreeHead | undefined {
    return this.right[0];
  }

  /** The size of the largest head there is. */
  get longest(): number {
    return Math.max(0, ...this.queues.map((queue) => queue.longest));
  }

  /** Has the next heads at hand. Most of the time they are. */
  fill(): Promise<void> | undefined {
    return this.isDry ? this.fillDry() : undefined;
  }

  /** @param root of the log as far as it was read, in hex @returns what is wrong, in one line */
  take(size: number, root: () => string): string | undefined {
    return size < this.due ? undefined : this.takeDue(size, root);
  }

  private async fillDry(): Promise<void> {
    await Promise.all(this.queues.filter(({ isDry }) => isDry).map((queue) => queue.fill()));
    this.lookAhead();
  }

  private takeDue(size: number, root: () => string): string | undefined {
    for (const queue of this.queues) {
      for (let head = queue.next; head && head.treeSize <= size; head = queue.next) {
        queue.pass();
        if (head.treeSize === size && head.rootHash !== root())
          return this.forgery(head) ?? this.contradiction(head);
        if (head.treeSize > (this.confirmed?.treeSize ?? 0)) this.right = [head, this.confirmed];
      }
    }
    this.lookAhead();
    return undefined;
  }

  private lookAhead(): void {
    this.isDry = this.queues.some((queue) => queue.isDry);
    this.due = Math.min(...this.queues.map(({ next }) => next?.treeSize ?? Number.POSITIVE_INFINITY));
  }

  private contradiction({ treeSize, signedAt }: TreeHead): string {
    const [last, before] = this.right;
    const held = last && last.treeSize < treeSize ? last : before;
    const first = (held?.treeSize ?? 0) + 1;
    return `events ${String(first)} to ${String(treeSize)} of the log are not those signed at ${signedAt}: the past was rewritten`;
  }
}
