import fc from 'fast-check';
import {
  DEFAULT_LOCK_POLICY,
  UNTIL_RESET,
  waitAfter,
  type LockPolicy,
} from '../../src/two-factor/lock.policy.js';

const policies: fc.Arbitrary<LockPolicy> = fc.record({
  freeFailures: fc.nat(20),
  firstWait: fc.integer({ min: 1, max: 600 }),
  longestWait: fc.integer({ min: 600, max: 86_400 }),
  mostFailures: fc.integer({ min: 30, max: 1_000 }),
});
const failures = fc.nat(5_000);

describe('The wait after wrong codes in a row', () => {
  it.each([
    [0, 0],
    [1, 0],
    [4, 0],
    [5, 30],
    [6, 60],
    [7, 120],
    [8, 240],
    [11, 1_920],
    [12, 3_600],
    [13, 3_600],
    [99, 3_600],
    [100, UNTIL_RESET],
    [1_000_000, UNTIL_RESET],
  ])('after %i is %i seconds by default', (count, seconds) => {
    expect(waitAfter(count, DEFAULT_LOCK_POLICY)).toBe(seconds);
  });

  it('costs nothing while failures are free, and something from the next one on', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(waitAfter(policy.freeFailures, policy)).toBe(0);
        expect(waitAfter(policy.freeFailures + 1, policy)).toBe(policy.firstWait);
      }),
    );
  });

  it('never shrinks with another failure', () => {
    fc.assert(
      fc.property(policies, failures, (policy, count) => {
        expect(waitAfter(count + 1, policy)).toBeGreaterThanOrEqual(waitAfter(count, policy));
      }),
    );
  });

  it('doubles with each failure until it is the longest', () => {
    fc.assert(
      fc.property(policies, fc.nat(), (policy, some) => {
        const count = policy.freeFailures + 1 + (some % (policy.mostFailures - policy.freeFailures - 2));
        const doubled = Math.min(2 * waitAfter(count, policy), policy.longestWait);
        expect(waitAfter(count + 1, policy)).toBe(doubled);
      }),
    );
  });

  it('is bounded, so that it ends by itself, until there were too many', () => {
    fc.assert(
      fc.property(policies, failures, (policy, count) => {
        const wait = waitAfter(count, policy);
        expect(wait).toBeGreaterThanOrEqual(0);
        if (count < policy.mostFailures) expect(wait).toBeLessThanOrEqual(policy.longestWait);
        else expect(wait).toBe(UNTIL_RESET);
      }),
    );
  });

  it('keeps a guesser who never stops to a hundred tries in ten years by default', () => {
    let elapsed = 0;
    let guesses = 0;
    while (elapsed < UNTIL_RESET) elapsed += waitAfter(++guesses, DEFAULT_LOCK_POLICY);
    expect(guesses).toBe(100);
  });
});
