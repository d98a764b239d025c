import { inCanonicalOrder } from '../../src/event-store/canonical-json.js';
import { eventHash, type KeptEvent } from '../../src/event-store/event-hash.js';
import { NO_STREAM, type EventStore, type Json, type NewEvent } from '../../src/event-store/event-store.js';
import { BY_THE_SYSTEM, newEvent } from './new-events.js';

/** Appends events to a log as the service does: each with the hash of the one before it in its stream. */
export class ChainedLog {
  private readonly newest = new Map<string, KeptEvent>();

  constructor(private readonly store: EventStore) {}

  /** Appends an event for each value, all in one append. */
  async append(stream: string, ...values: readonly Json[]): Promise<void> {
    const expected = this.newest.get(stream)?.revision ?? NO_STREAM;
    const events: NewEvent[] = [];
    for (const value of values) {
      const before = this.newest.get(stream);
      const previousHash = before ? eventHash(before) : null;
      const event = newEvent(
        'SomethingHappened',
        { value },
        inCanonicalOrder({ ...BY_THE_SYSTEM, previousHash }),
      );
      this.newest.set(stream, { ...event, stream, revision: (before?.revision ?? NO_STREAM) + 1 });
      events.push(event);
    }
    await this.store.append(stream, expected, events);
  }
}
