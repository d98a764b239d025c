import { lastWhere } from './bisection.js';
import type { EventStore, RecordedEvent } from './event-store.js';
import { streamEvents } from './stream-events.js';

/**
 * The events of one stream from behind a position of the log: those that are there, then those that come. What is
 * there is read in the stream itself, so that it costs what the stream has behind that position, however long
 * the log is. What is appended in the meantime comes with what is followed: from the head as it was before.
 */
export async function* followStream(
  store: EventStore,
  stream: string,
  { after, signal }: { readonly after: number; readonly signal: AbortSignal },
): AsyncGenerator<RecordedEvent, undefined> {
  const head = await store.head();
  if (after < head) {
    const from = await revisionAfter(store, stream, after);
    for await (const event of streamEvents(store, stream, { from })) {
      if (signal.aborted) return undefined;
      if (event.position > head) break;
      yield event;
    }
  }
  // The store knows beginnings of names: those of this stream may be others' too.
  for await (const { events } of store.subscribe({
    after: Math.max(after, head),
    streams: [stream],
    signal,
  })) {
    for (const event of events) if (event.stream === stream) yield event;
  }
  return undefined;
}

/** The revision of the stream's first event behind a position; that of the next one when there is none yet. */
async function revisionAfter(store: EventStore, stream: string, position: number): Promise<number> {
  const [newest] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
  if (!newest) return 0;
  const last = await lastWhere(0, newest.revision, async (revision) => {
    const [event] = await store.readStream(stream, { from: revision, limit: 1 });
    return event !== undefined && event.position <= position;
  });
  return last + 1;
}
