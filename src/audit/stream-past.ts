import { metadataOf, UnreadableEvent } from '../event-store/codec.js';
import { NO_STREAM, type EventStore, type RecordedEvent } from '../event-store/event-store.js';

/** Events read at once around a guess. */
const PAGE = 16;

/** A point of the past: an instant by the clock of the service, or a position of the log. */
export type Point = { readonly at: Date } | { readonly position: number };

/** What orders the events of a stretch of a stream: their times, or their positions. */
type Order = (event: RecordedEvent) => number;

/**
 * Finds out how far a stream had come at a position of the log, or at an instant, by reading a few pages
 * of few events. What `at an instant` means is told in docs/events.md, under "Times".
 */
export class StreamPast {
  constructor(
    private readonly events: EventStore,
    private readonly stream: string,
  ) {}

  /** Revisions of what was the stream's last event at a point of the past; none before the first. */
  async revisionsAt(point: Point): Promise<readonly number[]> {
    if ('at' in point) return this.revisionsAtInstant(point.at);
    const revision = await this.revisionAtPosition(point.position);
    return revision === NO_STREAM ? [] : [revision];
  }

  /** Revision of the stream's last event at a position of the log or before it; {@link NO_STREAM} for none. */
  async revisionAtPosition(position: number): Promise<number> {
    const newest = await this.newest();
    return newest ? this.lastUpTo(position, 0, newest, (event) => event.position) : NO_STREAM;
  }

  /**
   * Revisions of what was the stream's last event when the clock of the service showed an instant: one, none
   * before the first, or one for each time when the clock was put back and showed it again. The last time first.
   * @throws {UnreadableEvent} when an event on the way does not tell its time
   */
  async revisionsAtInstant(at: Date): Promise<readonly number[]> {
    const found: number[] = [];
    for (let end = await this.newest(); end;) {
      const begin = metadataOf(end).clockSetBackAt ?? 0;
      if (begin > end.revision) throw new UnreadableEvent(end, 'a clock that is put back later on');
      const revision = await this.lastUpTo(at.getTime(), begin, end, timeOf);
      if (revision >= begin) found.push(revision);
      end = begin === 0 ? undefined : await this.read(begin - 1);
    }
    return found;
  }

  /** @throws {UnreadableEvent} when it is missing */
  async read(revision: number): Promise<RecordedEvent> {
    const [event] = await this.page(revision, 1);
    return event;
  }

  /**
   * Revision of the last event of a stretch that does not come after a limit; `begin - 1` for none. Guesses
   * where it is, as if events came evenly, and halves the stretch after each guess that missed.
   */
  private async lastUpTo(limit: number, begin: number, end: RecordedEvent, order: Order): Promise<number> {
    let [low, high] = [await this.read(begin), end];
    if (order(low) > limit) return begin - 1;
    if (order(high) <= limit) return high.revision;
    for (let isGuess = true; high.revision - low.revision > 1; isGuess = !isGuess) {
      const part = isGuess ? (limit - order(low)) / (order(high) - order(low)) : 1 / 2;
      const centre = low.revision + Math.floor(part * (high.revision - low.revision));
      const from = Math.max(low.revision + 1, centre - PAGE / 2);
      const page = await this.page(from, Math.min(PAGE, high.revision - from));
      const after = page.findIndex((event) => order(event) > limit);
      // Before the first of the page is what was known before.
      if (after !== 0) low = page.at(after === -1 ? -1 : after - 1) ?? low;
      high = page[after] ?? high;
    }
    return low.revision;
  }

  private async page(from: number, limit: number): Promise<readonly [RecordedEvent, ...RecordedEvent[]]> {
    const [first, ...rest] = await this.events.readStream(this.stream, { from, limit });
    if (first?.revision === from) return [first, ...rest];
    const there = first ?? (await this.newest());
    if (there) throw new UnreadableEvent(there, `the event ${this.stream}@${String(from)} is missing`);
    throw new RangeError(`${this.stream} has no events`);
  }

  private async newest(): Promise<RecordedEvent | undefined> {
    const [event] = await this.events.readStream(this.stream, { direction: 'backwards', limit: 1 });
    return event;
  }
}

function timeOf(event: RecordedEvent): number {
  return Date.parse(metadataOf(event).at);
}
