import { inCanonicalOrder } from '../../src/event-store/canonical-json.js';
import { eventHash, type KeptEvent } from '../../src/event-store/event-hash.js';
import type { EventMacs } from '../../src/event-store/event-mac.js';
import { NO_STREAM, type EventStore, type Json, type NewEvent } from '../../src/event-store/event-store.js';
import { BY_THE_SYSTEM, newEvent } from './new-events.js';

/**
 * Appends events to a log as the service does: each with the hash of the one before it in its stream, and a MAC
 * where there is a key.
 */
export class ChainedLog {
  private readonly newest = new Map<string, KeptEvent>();

  constructor(
    private readonly store: EventStore,
    private readonly macs?: EventMacs,
  ) {}

  /** Appends an event for each value, all in one append. */
  async append(stream: string, ...values: readonly Json[]): Promise<void> {
    const expected = this.newest.get(stream)?.revision ?? NO_STREAM;
    const events: NewEvent[] = [];
    for (const value of values) {
      const before = this.newest.get(stream);
      const previousHash = before ? eventHash(before) : null;
      const metadata = { ...BY_THE_SYSTEM, previousHash };
      const plain = newEvent('SomethingHappened', { value }, inCanonicalOrder(metadata));
      const place = { stream, revision: (before?.revision ?? NO_STREAM) + 1 };
      const mac = this.macs?.of({ ...plain, ...place });
      const event =
        mac === undefined ? plain : { ...plain, metadata: inCanonicalOrder({ ...metadata, mac }) };
      this.newest.set(stream, { ...event, ...place });
      events.push(event);
    }
    await this.store.append(stream, expected, events);
  }
}
