import { NO_STREAM, type EventStore, type RecordedEvent } from '../../src/event-store/event-store.js';
import { eventually } from './eventually.js';
import { follow, type Follower } from './follower.js';
import { newCategory, newEvent, newEvents, newStream } from './new-events.js';

/** More than the embedded store keeps at hand in memory. */
const FAR = 2_400;

export function describeSubscribing(store: () => EventStore): void {
  describe('when somebody subscribes', () => {
    let start: number;
    let followers: Follower[];
    beforeEach(async () => {
      start = await store().head();
      followers = [];
    });
    afterEach(() => Promise.all(followers.map((one) => one.stop())));

    const subscribe = (read: Parameters<typeof follow>[1]): Follower => {
      const follower = follow(store(), read);
      followers.push(follower);
      return follower;
    };
    const append = (count: number, stream = newStream()) =>
      store().append(stream, NO_STREAM, newEvents(count));
    const appendMany = async (count: number) => {
      for (let left = count; left > 0; left -= 400) await append(Math.min(left, 400));
    };
    const log = async (streams?: readonly string[]): Promise<readonly RecordedEvent[]> =>
      (await store().readAll({ after: start, limit: 10_000, ...(streams && { streams }) })).events;
    const expectAll = async (follower: Follower, expected: readonly RecordedEvent[]) => {
      await eventually(() => {
        expect(follower.events.length).toBeGreaterThanOrEqual(expected.length);
      });
      expect(follower.events).toStrictEqual(expected);
    };

    it('sends first what is there, then what comes, in order and once each', async () => {
      await append(3);
      const follower = subscribe({ after: start });
      await expectAll(follower, await log());
      await append(1);
      await append(2);
      await expectAll(follower, await log());
      expect(follower.events).toHaveLength(6);
    });

    it('misses nothing that is appended while it catches up', async () => {
      await appendMany(1_200);
      const follower = subscribe({ after: start });
      await Promise.all(Array.from({ length: 50 }, () => append(4)));
      await expectAll(follower, await log());
      expect(follower.events).toHaveLength(1_400);
    });

    it('sends nothing from before the position, nor the event there', async () => {
      const { position } = await append(3);
      const follower = subscribe({ after: position });
      await append(1);
      await expectAll(follower, (await log()).slice(3));
    });

    it('sends an append that was repeated once', async () => {
      const follower = subscribe({ after: start });
      const stream = newStream();
      const events = newEvents(2);
      await store().append(stream, NO_STREAM, events);
      await store().append(stream, NO_STREAM, events);
      await append(1);
      await expectAll(follower, await log());
      expect(follower.events).toHaveLength(3);
    });

    it('sends only the streams that are asked for, and says how far it has come', async () => {
      const wanted = newCategory();
      await append(2, newStream(wanted));
      await append(2);
      const follower = subscribe({ after: start, streams: [`${wanted}-`] });
      await eventually(async () => {
        expect(follower.position()).toBe(await store().head());
      });
      await append(1, newStream(wanted));
      await append(3);
      await eventually(async () => {
        expect(follower.position()).toBe(await store().head());
      });
      expect(follower.events).toStrictEqual(await log([`${wanted}-`]));
      expect(follower.events).toHaveLength(3);
      expect(follower.positions).toStrictEqual([...new Set(follower.positions)].sort((a, b) => a - b));
    });

    it('goes on from where an earlier subscription was left, whatever it had reached', async () => {
      await appendMany(1_200);
      const seen: RecordedEvent[] = [];
      let after = start;
      while (seen.length < 1_200) {
        const follower = subscribe({ after, batches: 1 });
        await follower.ended;
        seen.push(...follower.events);
        after = follower.position();
        await append(1);
      }
      const rest = subscribe({ after });
      await eventually(async () => {
        expect(rest.position()).toBe(await store().head());
      });
      expect([...seen, ...rest.events]).toStrictEqual(await log());
    });

    it('serves several at once, each from its own position', async () => {
      const { position } = await append(3);
      const [one, other, late] = [start, start, position].map((after) => subscribe({ after }));
      await Promise.all([append(2), append(2), store().append(newStream(), NO_STREAM, [newEvent()])]);
      const all = await log();
      await expectAll(one!, all);
      await expectAll(other!, all);
      await expectAll(late!, all.slice(3));
    });

    it('catches up with a log that is far ahead, and goes on with what comes', async () => {
      const wanted = newCategory();
      await append(2, newStream(wanted));
      await appendMany(2 * FAR);
      const [all, some] = [subscribe({ after: start }), subscribe({ after: start, streams: [`${wanted}-`] })];
      await expectAll(all, await log());
      await eventually(async () => {
        expect(some.position()).toBe(await store().head());
      });
      await append(2, newStream(wanted));
      await expectAll(all, await log());
      await expectAll(some, await log([`${wanted}-`]));
    });

    it('lets a slow one take its time, while the log runs away from it', async () => {
      await append(1);
      const ahead = [FAR, 10, 1, FAR, 300];
      const follower = subscribe({ after: start, betweenBatches: () => appendMany(ahead.pop() ?? 0) });
      await eventually(() => {
        expect(follower.events.length).toBeGreaterThanOrEqual(1 + 2 * FAR + 311);
      }, 20_000);
      expect(follower.events).toStrictEqual(await log());
    });

    it('ends when it is told to while it waits', async () => {
      const follower = subscribe({ after: start });
      await append(1);
      await expectAll(follower, await log());
      await follower.stop();
      await append(1);
      expect(follower.events).toHaveLength(1);
    });

    it('ends when it is told to in the middle of a long log, without what was left', async () => {
      await appendMany(2 * FAR);
      const follower = subscribe({ after: start, batches: 1 });
      await follower.ended;
      expect(follower.positions).toHaveLength(1);
      expect(follower.events.length).toBeLessThan(2 * FAR);
    });

    it('sends nothing to who has already left', async () => {
      await append(3);
      const follower = subscribe({ after: start, batches: 0 });
      await follower.ended;
      expect(follower.positions).toStrictEqual([]);
    });
  });
}
