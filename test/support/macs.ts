import { EventMacs } from '../../src/event-store/event-mac.js';
import { LOG_START, type NewEvent } from '../../src/event-store/event-store.js';

/** An event as it was written before there were MACs. */
export function withoutMac<E extends NewEvent>(event: E): E {
  const others = Object.entries(event.metadata).filter(([name]) => name !== 'mac');
  return { ...event, metadata: Object.fromEntries(others) };
}

/** The MACs of a log that was begun with them, under a key that never changes. */
export const MACS = new EventMacs(Buffer.alloc(32, 9), LOG_START);

/** Stands for the key of a log whose events are made with {@link MACS}. */
export const LOG_KEY = { macs: async () => MACS };
