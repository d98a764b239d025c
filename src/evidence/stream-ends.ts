import { eventHash } from '../event-store/event-hash.js';
import type { Authenticity } from '../event-store/event-mac.js';
import { nameOf, type EventStore, type RecordedEvent } from '../event-store/event-store.js';
import type { StreamEnd } from './chains.js';

/** Reads under way at once: a cluster answers each only after a way there and back. */
const AT_ONCE = 16;

/** A log, and what tells who wrote it. */
export interface LogAndAuthors {
  readonly events: EventStore;
  /** Without it nobody can tell who wrote an event. */
  readonly authenticity: Authenticity | undefined;
}

/**
 * Makes sure that streams end where the log says they do, and with an event of this service. The log is verified in its
 * order; what is decided, told and exported is read by stream, which stores find by an index of their own, and by an
 * index that lies 2FA is off. The last event of a stream speaks for all before it, since it has the hash of the one it
 * was written behind.
 */
export class StreamEnds {
  /** Positions of the ends, from a store that knows them: those need not be read again. */
  private readonly known: ArrayLike<number> | undefined;
  /** How many of them were taken. */
  private taken = 0;
  private wrong: string | undefined;

  constructor(private readonly log: LogAndAuthors) {
    this.known = log.events.streamEnds();
  }

  /** Takes the next events of the log. */
  take(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (event.position !== this.known?.[this.taken]) continue;
      this.taken++;
      this.wrong ??= this.authorFault(event);
    }
  }

  /**
   * Call it after the last event.
   * @param ends the newest event of each stream, as the log had it
   * @param position how far it was read: streams may have grown since
   * @returns what is wrong, in one line
   */
  async end(ends: Iterable<StreamEnd>, position: number): Promise<string | undefined> {
    if (this.taken === this.known?.length) return this.wrong;
    const rest = ends[Symbol.iterator]();
    const lookOn = async () => {
      for (let end = rest.next(); !end.done && this.wrong === undefined; end = rest.next()) {
        const fault = await this.faultOf(end.value, position);
        this.wrong ??= fault;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lookOn));
    return this.wrong;
  }

  private async faultOf(
    { stream, revision, hash }: StreamEnd,
    position: number,
  ): Promise<string | undefined> {
    const { events } = this.log;
    const [newest] = await events.readStream(stream, { direction: 'backwards', limit: 1 });
    const hasGrown = newest !== undefined && newest.revision > revision && newest.position > position;
    const [found] = hasGrown ? await events.readStream(stream, { from: revision, limit: 1 }) : [newest];
    if (found?.revision === revision && eventHash(found) === hash) return this.authorFault(found);
    const there = found ? nameOf(found) : 'nothing';
    return `${stream} ends with revision ${String(revision)} in the log, but who reads it by its name finds ${there}`;
  }

  private authorFault(event: RecordedEvent): string | undefined {
    return this.log.authenticity?.isAuthentic(event) === false
      ? `${nameOf(event)} was not written by this service`
      : undefined;
  }
}
