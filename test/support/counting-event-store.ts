import type { PageRead, StreamRead } from '../../src/event-store/event-store.js';
import { MemoryEventStore } from './memory-event-store.js';

/** Counts what is read of streams, and of the log. */
export class CountingEventStore extends MemoryEventStore {
  /** Reads of streams so far. */
  reads = 0;
  /** Events they brought. */
  eventsRead = 0;
  /** How far apart the positions are between which the log was looked through, by whoever. */
  lookedThrough = 0;

  override async readStream(stream: string, read: StreamRead) {
    const events = await super.readStream(stream, read);
    this.reads++;
    this.eventsRead += events.length;
    return events;
  }

  override async readAll(read: PageRead) {
    const batch = await super.readAll(read);
    this.lookedThrough += batch.position - read.after;
    return batch;
  }
}
