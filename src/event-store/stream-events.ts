import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStore, RecordedEvent, StreamRead } from './event-store.js';

const PAGE = 500;

/**
 * The events of a stream, with a page of them in memory.
 * @param from the revision to begin with; the first or the last when left out
 */
export async function* streamEvents(
  store: EventStore,
  stream: string,
  { direction = 'forwards', from }: Omit<StreamRead, 'limit'> = {},
): AsyncGenerator<RecordedEvent, undefined> {
  for (let next = from; next === undefined || next >= 0;) {
    const page = await store.readStream(stream, {
      direction,
      limit: PAGE,
      ...(next !== undefined && { from: next }),
    });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return undefined;
    next = last.revision + (direction === 'forwards' ? 1 : -1);
    // A long stream must not keep the requests of others waiting.
    await nextTurn();
  }
  return undefined;
}
