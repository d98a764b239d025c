import type { RecordedEvent } from './event-store.js';

/** Events kept at hand for subscribers that are close behind. */
const KEPT = 1_024;

/**
 * The newest end of the log, in memory: who follows it live reads from here and
 * never asks the disk, however many they are. Who falls further behind reads pages
 * from the log itself, so a slow reader costs no memory.
 */
export class LogTail {
  private recent: RecordedEvent[] = [];
  private readonly waiting = new Set<() => void>();

  /** @param head position of the newest event already in the log */
  constructor(public head: number) {}

  /** Takes in what was just committed, in order. */
  push(events: readonly RecordedEvent[]): void {
    const last = events.at(-1);
    if (!last) return;
    this.recent.push(...events);
    if (this.recent.length > 2 * KEPT) this.recent = this.recent.slice(-KEPT);
    this.head = last.position;
    for (const wake of this.waiting) wake();
  }

  /** The events after a position, when all of them are still at hand. */
  after(position: number, limit: number): readonly RecordedEvent[] | undefined {
    const first = this.recent[0];
    if (!first || position < first.position - 1) return undefined;
    // Positions of the embedded log have no gaps.
    const start = position - first.position + 1;
    return this.recent.slice(start, start + limit);
  }

  /** Resolves when the log has grown, or `signal` aborts. */
  grown(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }
}
