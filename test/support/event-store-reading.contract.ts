import {
  LOG_START,
  NO_STREAM,
  type EventStore,
  type LogRead,
  type RecordedEvent,
} from '../../src/event-store/event-store.js';
import { newCategory, newEvent, newEvents, newStream } from './new-events.js';

export function describeReading(store: () => EventStore): void {
  describe('when a stream is read', () => {
    let stream: string;
    beforeEach(async () => {
      stream = newStream();
      await store().append(stream, NO_STREAM, newEvents(3));
      // Names that begin alike are different streams.
      await store().append(`${stream}0`, NO_STREAM, newEvents(1));
      await store().append(stream, 2, newEvents(2));
    });
    const revisions = async (read: Parameters<EventStore['readStream']>[1]) =>
      (await store().readStream(stream, read)).map(({ revision }) => revision);

    it.each([
      { read: { limit: 10 }, found: [0, 1, 2, 3, 4] },
      { read: { limit: 2 }, found: [0, 1] },
      { read: { direction: 'forwards', limit: 10 }, found: [0, 1, 2, 3, 4] },
      { read: { from: 3, limit: 10 }, found: [3, 4] },
      { read: { from: 1, limit: 2 }, found: [1, 2] },
      { read: { from: 4, limit: 1 }, found: [4] },
      { read: { from: 5, limit: 10 }, found: [] },
      { read: { direction: 'backwards', limit: 10 }, found: [4, 3, 2, 1, 0] },
      { read: { direction: 'backwards', limit: 2 }, found: [4, 3] },
      { read: { direction: 'backwards', from: 2, limit: 10 }, found: [2, 1, 0] },
      { read: { direction: 'backwards', from: 3, limit: 2 }, found: [3, 2] },
      { read: { direction: 'backwards', from: 0, limit: 10 }, found: [0] },
    ] as const)('finds revisions $found with $read', async ({ read, found }) => {
      expect(await revisions(read)).toStrictEqual(found);
    });

    it('finds the same events in both directions', async () => {
      const forwards = await store().readStream(stream, { limit: 10 });
      const backwards = await store().readStream(stream, { direction: 'backwards', limit: 10 });
      expect(backwards.toReversed()).toStrictEqual(forwards);
    });

    it('tells the revision a stream ends with, also of one that is not there', async () => {
      expect(await store().lastRevision(stream)).toBe(4);
      expect(await store().lastRevision(`${stream}0`)).toBe(0);
      expect(await store().lastRevision(newStream())).toBe(NO_STREAM);
    });

    it('finds nothing in a stream that is not there', async () => {
      expect(await store().readStream(newStream(), { limit: 10 })).toStrictEqual([]);
      expect(await store().readStream(newStream(), { direction: 'backwards', limit: 10 })).toStrictEqual([]);
    });
  });

  describe('when the whole log is read', () => {
    let start: number;
    beforeEach(async () => {
      start = await store().head();
    });

    it('has everything in the order it was appended, whichever stream it went to', async () => {
      const [a, b] = [newStream(), newStream()];
      const events = newEvents(6);
      await store().append(a, NO_STREAM, events.slice(0, 2));
      await store().append(b, NO_STREAM, events.slice(2, 3));
      await store().append(a, 1, events.slice(3, 4));
      const { position } = await store().append(b, 0, events.slice(4));

      const batch = await store().readAll({ after: start, limit: 100 });
      const places = [
        [a, 0],
        [a, 1],
        [b, 0],
        [a, 2],
        [b, 1],
        [b, 2],
      ] as const;
      expect(batch).toStrictEqual({
        position,
        events: events.map((event, index) => ({
          ...event,
          stream: places[index]![0],
          revision: places[index]![1],
          position: batch.events[index]!.position,
        })),
      });
      expectIncreasing([start, ...batch.events.map((event) => event.position)]);
    });

    it('holds the very events its streams hold', async () => {
      const stream = newStream();
      await store().append(stream, NO_STREAM, newEvents(5));
      const { events } = await store().readAll({ after: start, limit: 5 });
      expect(events).toStrictEqual(await store().readStream(stream, { limit: 5 }));
    });

    it('ends each stream with the event the log has last of it, and has nothing damaged', async () => {
      const stream = newStream();
      await store().append(stream, NO_STREAM, newEvents(3));
      const { events } = await store().readAll({ after: start, limit: 5 });
      expect(await store().readStream(stream, { direction: 'backwards', limit: 1 })).toStrictEqual(
        events.slice(-1),
      );
      expect(await store().damage(new AbortController().signal)).toBeUndefined();
    });

    it('goes on after any position, without the event there', async () => {
      await store().append(newStream(), NO_STREAM, newEvents(5));
      const { events } = await store().readAll({ after: start, limit: 10 });
      for (const [index, { position }] of events.entries()) {
        expect(await store().readAll({ after: position, limit: 10 })).toStrictEqual({
          events: events.slice(index + 1),
          position: events[4]!.position,
        });
      }
    });

    it('comes in pages that miss nothing and repeat nothing', async () => {
      await store().append(newStream(), NO_STREAM, newEvents(5));
      const { events } = await store().readAll({ after: start, limit: 10 });
      expect(await inPages({ after: start, limit: 2 })).toStrictEqual(events);
      expect((await inPages({ after: LOG_START, limit: 50 })).slice(-5)).toStrictEqual(events);
    });

    it('reports the position it was asked for when nothing came after it', async () => {
      const { position } = await store().append(newStream(), NO_STREAM, newEvents(1));
      expect(await store().readAll({ after: position, limit: 10 })).toStrictEqual({ events: [], position });
    });

    it('ends at the head', async () => {
      expect(start).toBeGreaterThanOrEqual(LOG_START);
      const { position } = await store().append(newStream(), NO_STREAM, newEvents(2));
      expect(await store().head()).toBe(position);
      expect(position).toBeGreaterThan(start);
    });
  });

  describe('when the log is read for some streams only', () => {
    let start: number;
    const [red, blue] = [newCategory(), newCategory()];
    beforeEach(async () => {
      start = await store().head();
      for (const category of [red, blue, blue, red, red, blue]) {
        await store().append(newStream(category), NO_STREAM, [newEvent()]);
      }
    });
    const numbersIn = (all: readonly RecordedEvent[], some: readonly RecordedEvent[]) =>
      some.map(({ id }) => all.findIndex((event) => event.id === id));

    it.each([
      { streams: [`${red}-`], found: [0, 3, 4] },
      { streams: [`${blue}-`], found: [1, 2, 5] },
      { streams: [`${blue}-`, `${red}-`], found: [0, 1, 2, 3, 4, 5] },
      { streams: [red.slice(0, -1), newCategory()], found: [0, 3, 4] },
      { streams: [red.toUpperCase(), `${red}_`, '%', red.slice(1)], found: [] },
    ])('has those whose names begin so: $found', async ({ streams, found }) => {
      const { events: all } = await store().readAll({ after: start, limit: 10 });
      const { events } = await store().readAll({ after: start, streams, limit: 10 });
      expect(numbersIn(all, events)).toStrictEqual(found);
    });

    it('reports how far it read, also when the filter passed over what came last', async () => {
      const head = await store().head();
      const batch = await store().readAll({ after: start, streams: [`${red}-`], limit: 10 });
      expect(batch.position).toBe(head);
      expect(batch.position).toBeGreaterThan(batch.events.at(-1)!.position);
    });

    it('comes in pages that miss nothing and repeat nothing', async () => {
      const read = { after: start, streams: [`${blue}-`] };
      const { events } = await store().readAll({ ...read, limit: 10 });
      for (const limit of [1, 2, 4]) expect(await inPages({ ...read, limit })).toStrictEqual(events);
    });
  });

  /** Page by page to the head. Pages may be empty where a filter passes over, but each gets on. */
  async function inPages(read: LogRead & { readonly limit: number }): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    const head = await store().head();
    for (let { after } = read; after < head;) {
      const { events, position } = await store().readAll({ ...read, after });
      expect(events.length).toBeLessThanOrEqual(read.limit);
      expectIncreasing([after, ...events.map((event) => event.position), position + 1]);
      expectIncreasing([after, position]);
      found.push(...events);
      after = position;
    }
    return found;
  }
}

function expectIncreasing(numbers: readonly number[]): void {
  expect(numbers).toStrictEqual([...new Set(numbers)].sort((a, b) => a - b));
}
