import { setTimeout as sleep } from 'node:timers/promises';
import { NO_STREAM, type EventStore, type RecordedEvent } from '../../src/event-store/event-store.js';
import { followStream } from '../../src/event-store/follow-stream.js';
import { eventually } from './eventually.js';
import { newEvents, newStream } from './new-events.js';

/** More than is read of a stream at once. */
const LONG = 600;

export function describeFollowingOneStream(store: () => EventStore): void {
  describe('when one stream is followed', () => {
    let stream: string;
    let stopping: AbortController;
    let following: Promise<void>[];
    beforeEach(() => {
      stream = newStream();
      stopping = new AbortController();
      following = [];
    });
    afterEach(async () => {
      stopping.abort();
      await Promise.all(following);
    });

    /** Keeps what is told of the stream, so slowly that others can write in between if it is to be slow. */
    const follow = (after: number, pauseMs?: number): readonly RecordedEvent[] => {
      const told: RecordedEvent[] = [];
      const run = async () => {
        for await (const event of followStream(store(), stream, { after, signal: stopping.signal })) {
          told.push(event);
          if (pauseMs !== undefined) await sleep(pauseMs);
        }
      };
      following.push(run());
      return told;
    };
    const append = async (count: number) => {
      const there = await store().readStream(stream, { direction: 'backwards', limit: 1 });
      return store().append(stream, there[0]?.revision ?? NO_STREAM, newEvents(count));
    };
    const all = (from = 0) => store().readStream(stream, { from, limit: 10_000 });
    const expectAll = async (told: readonly RecordedEvent[], from = 0) => {
      const expected = await all(from);
      await eventually(() => {
        expect(told.length).toBeGreaterThanOrEqual(expected.length);
      });
      expect(told).toStrictEqual(expected);
    };

    it('it is told from behind any position, and of no stream whose name begins alike', async () => {
      const { position: before } = await append(2);
      await store().append(`${stream}-more`, NO_STREAM, newEvents(2));
      const { position: between } = await store().append(newStream(), NO_STREAM, newEvents(1));
      const { position: after } = await append(3);
      const told = [0, before, between, after].map((position) => follow(position));
      await append(1);
      await store().append(`${stream}-most`, NO_STREAM, newEvents(1));
      await append(1);
      for (const [index, from] of [0, 2, 2, 5].entries()) await expectAll(told[index]!, from);
    });

    it('it is told without a gap and nothing twice while it grows, however slow the reader is', async () => {
      await append(LONG);
      const told = [follow(0), follow(0)];
      const slow = follow((await all(LONG - 20))[0]!.position, 5);
      for (let i = 0; i < 20; i++) await append(2);
      for (const each of told) await expectAll(each);
      await expectAll(slow, LONG - 19);
    });

    it('it is told from its first event on when there is none yet', async () => {
      const told = follow(await store().head());
      await sleep(20);
      await append(2);
      await expectAll(told);
    });
  });
}
