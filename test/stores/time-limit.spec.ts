import { withinTime } from '../../src/event-store/time-limit.js';

const timers = import.meta.jest;
beforeEach(() => void timers.useFakeTimers());
afterEach(() => void timers.useRealTimers());

const EXCEEDED = { code: 'TIME_LIMIT_EXCEEDED', message: 'No answer within 100 ms' };
const { promise: never } = Promise.withResolvers<never>();

describe('Within a time limit', () => {
  it('work is answered as it ends', async () => {
    await expect(withinTime(100, Promise.resolve('done'))).resolves.toBe('done');
    const fault = new Error('it failed');
    await expect(withinTime(100, Promise.reject(fault))).rejects.toBe(fault);
    expect(timers.getTimerCount()).toBe(0);
  });

  it('work that does not end is given up, and told so once', async () => {
    let givenUp = 0;
    const waiting = withinTime(100, never, () => givenUp++);
    timers.advanceTimersByTime(99);
    expect(givenUp).toBe(0);
    timers.advanceTimersByTime(1);
    await expect(waiting).rejects.toMatchObject(EXCEEDED);
    timers.advanceTimersByTime(1_000);
    expect(givenUp).toBe(1);
  });

  it('work may take longer for as long as it shows signs of life', async () => {
    let alive: () => void = () => undefined;
    let givenUp = 0;
    const watch = (sign: () => void) => {
      alive = sign;
    };
    const waiting = withinTime(100, never, () => givenUp++, watch);
    for (let sign = 0; sign < 5; sign++) {
      timers.advanceTimersByTime(99);
      alive();
    }
    expect(givenUp).toBe(0);
    timers.advanceTimersByTime(100);
    await expect(waiting).rejects.toMatchObject(EXCEEDED);
  });
});
