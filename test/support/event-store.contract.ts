import type { EventStore } from '../../src/event-store/event-store.js';
import { describeAppending } from './event-store-appending.contract.js';
import { describeReading } from './event-store-reading.contract.js';
import { describeRecording } from './event-store-recording.contract.js';
import { describeFollowingOneStream } from './stream-following.contract.js';
import { describeSubscribing } from './event-store-subscribing.contract.js';

export interface OpenedEventStore {
  readonly store: EventStore;
  readonly close: () => void | Promise<void>;
}

/**
 * What every event store does. Positions may have gaps, and the log may hold what others
 * wrote before: every test has streams of its own and looks at the log from where it found it.
 */
export function describeEventStore(name: string, open: () => Promise<OpenedEventStore>): void {
  describe(`${name}, as every event store,`, () => {
    let opened: OpenedEventStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const store = () => opened.store;
    describeAppending(store);
    describeRecording(store);
    describeReading(store);
    describeSubscribing(store);
    describeFollowingOneStream(store);
  });
}
