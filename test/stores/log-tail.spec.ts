import { LogTail } from '../../src/event-store/log-tail.js';
import type { RecordedEvent } from '../../src/event-store/event-store.js';
import { newEvent } from '../support/new-events.js';

const KEPT = 1_024;

/** Events at the positions from `first` to `last`. */
function events(first: number, last = first): readonly RecordedEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    ...newEvent(),
    stream: 'stream',
    revision: first + index,
    position: first + index,
  }));
}

describe('The tail of the log', () => {
  const positionsAfter = (tail: LogTail, position: number, limit = 10_000) =>
    tail.after(position, limit)?.map((event) => event.position);

  it('knows the head it begins at, and has no events to give', () => {
    const tail = new LogTail(5);
    expect(tail.head).toBe(5);
    expect(tail.after(4, 10)).toBeUndefined();
    expect(tail.after(5, 10)).toBeUndefined();
  });

  it('gives what came since, to whoever has seen all that was there before', () => {
    const tail = new LogTail(5);
    tail.push(events(6, 8));
    expect(tail.head).toBe(8);
    expect(positionsAfter(tail, 5)).toStrictEqual([6, 7, 8]);
    expect(positionsAfter(tail, 7)).toStrictEqual([8]);
    expect(positionsAfter(tail, 8)).toStrictEqual([]);
    expect(positionsAfter(tail, 99)).toStrictEqual([]);
  });

  it('gives no more than is asked for', () => {
    const tail = new LogTail(0);
    tail.push(events(1, 8));
    expect(positionsAfter(tail, 2, 3)).toStrictEqual([3, 4, 5]);
  });

  it('has nothing for who is behind what it holds', () => {
    const tail = new LogTail(5);
    tail.push(events(6, 8));
    expect(tail.after(4, 10)).toBeUndefined();
  });

  it('stays as it is when nothing comes', () => {
    const tail = new LogTail(5);
    tail.push([]);
    expect(tail.head).toBe(5);
  });

  it('keeps the newest events, and never more than twice as many as it must', () => {
    const tail = new LogTail(0);
    let oldest = 0;
    for (let position = 1; position <= 5 * KEPT; position++) {
      tail.push(events(position));
      while (tail.after(oldest, 1) === undefined) oldest++;
      expect(position - oldest).toBeLessThanOrEqual(2 * KEPT);
      expect(position - oldest).toBeGreaterThanOrEqual(Math.min(position, KEPT));
    }
    expect(oldest).toBeGreaterThan(0);
    expect(positionsAfter(tail, tail.head - KEPT)).toHaveLength(KEPT);
  });

  it('keeps the newest of a run that is longer than what it holds', () => {
    const tail = new LogTail(0);
    tail.push(events(1, 5 * KEPT));
    expect(tail.after(4 * KEPT - 1, 1)).toBeUndefined();
    expect(positionsAfter(tail, 4 * KEPT)).toHaveLength(KEPT);
  });

  describe('whose growth is awaited', () => {
    const never = new AbortController().signal;

    it('wakes all who wait, when something comes', async () => {
      const tail = new LogTail(0);
      const waiting = [tail.grown(never), tail.grown(never)];
      tail.push(events(1));
      expect(await Promise.all(waiting)).toHaveLength(2);
    });

    it('does not wake anyone when nothing comes', async () => {
      const tail = new LogTail(0);
      const stop = new AbortController();
      let woken = false;
      const waiting = tail.grown(stop.signal).then(() => (woken = true));
      tail.push([]);
      await new Promise(setImmediate);
      expect(woken).toBe(false);
      stop.abort();
      await waiting;
    });

    it('wakes who stops waiting, and only that one', async () => {
      const tail = new LogTail(0);
      const stop = new AbortController();
      let woken = false;
      const other = tail.grown(never).then(() => (woken = true));
      const one = tail.grown(stop.signal);
      stop.abort();
      await one;
      expect(woken).toBe(false);
      tail.push(events(1));
      expect(await other).toBe(true);
    });

    it('does not keep waiting who has already stopped', async () => {
      await expect(new LogTail(0).grown(AbortSignal.abort())).resolves.toBeUndefined();
    });
  });
});
