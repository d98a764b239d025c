import type { EventStore, LogRead, RecordedEvent } from '../../src/event-store/event-store.js';

/** Somebody who subscribed to the log. */
export interface Follower {
  /** What was sent so far. */
  readonly events: readonly RecordedEvent[];
  /** How far each batch came. */
  readonly positions: readonly number[];
  /** How far the last batch came, or where the subscription began. */
  readonly position: () => number;
  /** Resolves when the subscription has ended. */
  readonly ended: Promise<void>;
  /** Aborts the subscription and waits for its end. */
  readonly stop: () => Promise<void>;
}

interface Following extends LogRead {
  /** Aborts after so many batches; with none, before it begins. Default: never. */
  readonly batches?: number;
  /** Runs after each batch, before the next is asked for. */
  readonly betweenBatches?: () => Promise<void>;
}

/** Subscribes, and keeps what is sent. */
export function follow(
  store: EventStore,
  { batches = Infinity, betweenBatches, ...read }: Following,
): Follower {
  const stopping = new AbortController();
  const events: RecordedEvent[] = [];
  const positions: number[] = [];
  if (batches === 0) stopping.abort();
  const run = async () => {
    for await (const batch of store.subscribe({ ...read, signal: stopping.signal })) {
      events.push(...batch.events);
      if (positions.push(batch.position) === batches) stopping.abort();
      await betweenBatches?.();
    }
  };
  const ended = run();
  return {
    events,
    positions,
    position: () => positions.at(-1) ?? read.after,
    ended,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
