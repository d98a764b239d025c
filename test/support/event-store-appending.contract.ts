import { NO_STREAM, RevisionConflict, type EventStore } from '../../src/event-store/event-store.js';
import { newEvent, newEvents, newStream } from './new-events.js';

export function describeAppending(store: () => EventStore): void {
  const stored = async (stream: string) =>
    (await store().readStream(stream, { limit: 1_000 })).map(({ id }) => id);

  describe('when events are appended', () => {
    it('begins a stream, and answers with the place of its first event', async () => {
      const before = await store().head();
      const { revision, position } = await store().append(newStream(), NO_STREAM, [newEvent()]);
      expect(revision).toBe(0);
      expect(position).toBeGreaterThan(before);
      expect(position).toBe(await store().head());
    });

    it('goes on at the revision the stream is at', async () => {
      const stream = newStream();
      const first = await store().append(stream, NO_STREAM, [newEvent()]);
      const second = await store().append(stream, first.revision, [newEvent()]);
      expect(second.revision).toBe(1);
      expect(second.position).toBeGreaterThan(first.position);
    });

    it('takes several at once, in their order, and answers with the place of the last', async () => {
      const stream = newStream();
      const events = newEvents(3);
      const appended = await store().append(stream, NO_STREAM, events);
      const last = (await store().readStream(stream, { limit: 3 })).at(-1)!;
      expect(appended).toStrictEqual({ revision: 2, position: last.position });
      expect(await stored(stream)).toStrictEqual(events.map(({ id }) => id));
    });

    it.each([
      { expectation: 'too low', there: 3, expected: 1 },
      { expectation: 'too high', there: 3, expected: 3 },
      { expectation: 'of a stream that is not there', there: 0, expected: 0 },
      { expectation: 'of no stream, when there is one', there: 3, expected: NO_STREAM },
    ])('refuses an expectation $expectation, says where the stream is, and keeps nothing', async (given) => {
      const stream = newStream();
      const events = newEvents(given.there);
      if (given.there > 0) await store().append(stream, NO_STREAM, events);
      const head = await store().head();

      const refused = store().append(stream, given.expected, newEvents(3));
      await expect(refused).rejects.toBeInstanceOf(RevisionConflict);
      await expect(refused).rejects.toMatchObject({
        code: 'REVISION_CONFLICT',
        stream,
        expectedRevision: given.expected,
        actualRevision: given.there - 1,
      });
      expect(await stored(stream)).toStrictEqual(events.map(({ id }) => id));
      expect(await store().readAll({ after: head, limit: 10 })).toStrictEqual({ events: [], position: head });
    });
  });

  describe('when an append is repeated', () => {
    it('answers as the first time, and keeps it once', async () => {
      const stream = newStream();
      const events = newEvents(3);
      const first = await store().append(stream, NO_STREAM, events);
      expect(await store().append(stream, NO_STREAM, events)).toStrictEqual(first);
      expect(await stored(stream)).toStrictEqual(events.map(({ id }) => id));
    });

    it('answers as the first time after the stream has grown', async () => {
      const stream = newStream();
      await store().append(stream, NO_STREAM, newEvents(2));
      const events = newEvents(2);
      const first = await store().append(stream, 1, events);
      await store().append(stream, 3, newEvents(2));
      expect(await store().append(stream, 1, events)).toStrictEqual(first);
      expect(await stored(stream)).toHaveLength(6);
    });

    it('answers both the same when the two arrive together', async () => {
      const stream = newStream();
      const events = newEvents(2);
      const [one, other] = await Promise.all([
        store().append(stream, NO_STREAM, events),
        store().append(stream, NO_STREAM, events),
      ]);
      expect(other).toStrictEqual(one);
      expect(await stored(stream)).toHaveLength(2);
    });

    it('refuses one that shares only some of its events', async () => {
      const stream = newStream();
      const [a, b] = [newEvent(), newEvent()];
      await store().append(stream, NO_STREAM, [a, b]);
      const conflict = { code: 'REVISION_CONFLICT', stream, expectedRevision: NO_STREAM, actualRevision: 1 };
      for (const overlapping of [
        [a, newEvent()],
        [newEvent(), b],
        [a, b, newEvent()],
        [b, a],
      ]) {
        await expect(store().append(stream, NO_STREAM, overlapping)).rejects.toMatchObject(conflict);
      }
      expect(await stored(stream)).toStrictEqual([a.id, b.id]);
    });
  });

  describe('when many append at once', () => {
    it('lets exactly one of those win that decided on the same revision', async () => {
      const stream = newStream();
      await store().append(stream, NO_STREAM, [newEvent()]);
      const rivals = newEvents(20);
      const outcomes = await Promise.allSettled(rivals.map((event) => store().append(stream, 0, [event])));

      const winners = rivals.filter((_, index) => outcomes[index]!.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect((await stored(stream)).slice(1)).toStrictEqual(winners.map(({ id }) => id));
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') expect(outcome.value.revision).toBe(1);
        else expect(outcome.reason).toMatchObject({ stream, expectedRevision: 0, actualRevision: 1 });
      }
    });

    it('keeps every one of fifty appends to fifty streams, each at a place of its own', async () => {
      const streams = Array.from({ length: 50 }, () => newStream());
      const answers = await Promise.all(
        streams.map((stream) => store().append(stream, NO_STREAM, [newEvent()])),
      );
      expect(new Set(answers.map(({ position }) => position)).size).toBe(50);
      for (const [index, stream] of streams.entries()) {
        const [event, ...more] = await store().readStream(stream, { limit: 2 });
        expect(more).toStrictEqual([]);
        expect(answers[index]).toStrictEqual({ revision: 0, position: event!.position });
      }
    });
  });
}
