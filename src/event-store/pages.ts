import type { EventStore, RecordedEvent } from './event-store.js';

const PAGE = 1_000;

export interface Paging {
  /** Events of a page: what is done with before the next garbage collection costs least. */
  readonly limit?: number;
  readonly withText?: boolean;
  /** Beginnings of the names of streams; all when left out. */
  readonly streams?: readonly string[];
}

/** The log from behind a position up to where it ends now, page by page. */
export async function* pagesFrom(
  store: EventStore,
  position: number,
  { limit = PAGE, withText = false, streams }: Paging = {},
): AsyncGenerator<readonly RecordedEvent[], undefined> {
  for (let after = position; ;) {
    const page = await store.readAll({ after, limit, withText, ...(streams && { streams }) });
    yield page.events;
    if (page.position === after) return undefined;
    after = page.position;
  }
}
