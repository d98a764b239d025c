import type { StreamRead } from '../../src/event-store/event-store.js';
import { MemoryEventStore } from './memory-event-store.js';

/** Counts what is read of streams. */
export class CountingEventStore extends MemoryEventStore {
  /** Reads so far. */
  reads = 0;
  /** Events they brought. */
  eventsRead = 0;

  override async readStream(stream: string, read: StreamRead) {
    const events = await super.readStream(stream, read);
    this.reads++;
    this.eventsRead += events.length;
    return events;
  }
}
