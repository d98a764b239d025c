import { describeEventStore } from '../support/event-store.contract.js';
import { MemoryEventStore } from '../support/memory-event-store.js';

describeEventStore('The event store in memory', () =>
  Promise.resolve({ store: new MemoryEventStore(), close: () => undefined }),
);
