import { pauseAfter } from '../../src/notifications/retry.policy.js';

describe('A notification that did not arrive', () => {
  const longest = Array.from({ length: 19 }, (_, index) => pauseAfter(index + 1, 1));

  it('is tried again after five seconds, and then after twice as long each time, up to an hour', () => {
    expect(longest).toEqual([
      5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600,
      3_600,
    ]);
  });

  it('is tried somewhere in the second half of the pause', () => {
    expect(pauseAfter(1, 0)).toBe(2.5);
    expect(pauseAfter(3, 0.5)).toBe(15);
  });

  it('is given up after the twentieth attempt', () => {
    expect(pauseAfter(20, 1)).toBeNull();
    expect(pauseAfter(21, 0)).toBeNull();
  });
});
