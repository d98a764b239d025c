import type { EventLog } from './event-log.js';
import type { Filter } from './pages.js';
import { placeOf, type LogRecord, type Place } from './records.js';

/** What waits for a subscription, at most; then the oldest is let go. */
const BUFFER = 32;

type Entry = { readonly record: LogRecord } | { readonly checkpoint: Place };

interface Numbered {
  readonly entry: Entry;
  readonly number: number;
}

/** What is committed after a subscription began: the server's `SubscriptionsService` and its small buffer. */
export class LiveEvents {
  /** The newest record when it began. */
  readonly from: number;
  readonly hasCheckpoints: boolean;
  private readonly waiting: Numbered[] = [];
  private wake: (() => void) | undefined;
  private added = 0;
  private taken = 0;
  private sinceCheckpoint = 0;
  readonly stop: () => void;

  constructor(
    log: EventLog,
    { filter, checkpointInterval }: { filter: Filter; checkpointInterval: number | undefined },
  ) {
    this.from = log.last;
    this.hasCheckpoints = checkpointInterval !== undefined;
    const follow = (record: LogRecord) => {
      if (record.position <= this.from) return;
      if (filter(record)) this.add({ record });
      if (checkpointInterval !== undefined && ++this.sinceCheckpoint >= checkpointInterval) {
        this.add({ checkpoint: placeOf(record) });
        this.sinceCheckpoint = 0;
      }
    };
    log.followers.add(follow);
    this.stop = () => log.followers.delete(follow);
  }

  /** The next entry, and whether none was lost before it. */
  async take(): Promise<{ readonly entry: Entry; readonly isNext: boolean }> {
    for (;;) {
      const next = this.waiting.shift();
      if (next) {
        const isNext = next.number === this.taken + 1;
        this.taken = next.number;
        return { entry: next.entry, isNext };
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private add(entry: Entry): void {
    this.waiting.push({ entry, number: ++this.added });
    if (this.waiting.length > BUFFER) this.waiting.shift();
    this.wake?.();
  }
}
