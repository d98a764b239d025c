import type { EventStore } from './event-store.js';
import type { LogMark, LogMarks } from './log-marks.js';

/** How long one look is good for, in milliseconds. */
const GOOD_FOR_MS = 5_000;

/**
 * The log does not hold what it held: another one, or an old copy, was put in its place.
 * Codes that were spent would be good again, and 2FA that was turned on be off.
 */
export class LogRestored extends Error {
  readonly code = 'LOG_RESTORED';
  constructor(readonly mark: LogMark) {
    super(`The log does not go as far as position ${String(mark.position)} any more, or is another one`);
    this.name = 'LogRestored';
  }
}

/** Makes sure that what is decided on is the log that was decided on before: see ADR 0011. */
export class LogGuard {
  private looked: { readonly at: number; readonly outcome: Promise<Date | null> } | undefined;

  constructor(
    private readonly events: EventStore,
    private readonly marks: LogMarks,
  ) {}

  /**
   * @returns when the loss of the log's end was last accepted, if it ever was
   * @throws {LogRestored}
   */
  check(): Promise<Date | null> {
    const now = performance.now();
    if (this.looked && now - this.looked.at < GOOD_FOR_MS) return this.looked.outcome;
    const looked = { at: now, outcome: this.look() };
    this.looked = looked;
    looked.outcome.catch(() => {
      // What went wrong may be mended at any moment.
      if (this.looked === looked) this.looked = undefined;
    });
    return looked.outcome;
  }

  /** As {@link check}, but looks now. */
  async look(): Promise<Date | null> {
    const mark = await this.marks.mark();
    if (!mark) return null;
    if (!(await this.holds(mark))) throw new LogRestored(mark);
    return mark.restoredAt;
  }

  private async holds({ position, event }: LogMark): Promise<boolean> {
    if (!event) return (await this.events.head()) >= position;
    const [found] = await this.events.readStream(event.stream, { from: event.revision, limit: 1 });
    return found?.revision === event.revision && found.id === event.id;
  }
}
