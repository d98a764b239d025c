import { isRunning } from '../../src/running-time.js';
import { inSeconds } from '../support/access-facts.js';

describe('A time that was to last so long', () => {
  it('runs until its end, and not before it can have begun, but for a minute that clocks may be apart', () => {
    const runs = (seconds: number) => isRunning(inSeconds(300), inSeconds(seconds), 300);
    expect([-60.001, -60, 0, 299.999, 300].map(runs)).toEqual([false, true, true, true, false]);
  });
});
