import fc from 'fast-check';
import { DEFAULT_LOCK_POLICY, waitAfter, type LockPolicy } from '../../src/two-factor/lock.policy.js';

const policies: fc.Arbitrary<LockPolicy> = fc.record({
  freeFailures: fc.nat(20),
  firstWait: fc.integer({ min: 1, max: 600 }),
  longestWait: fc.integer({ min: 600, max: 86_400 }),
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
    [1_000_000, 3_600],
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
      fc.property(policies, fc.integer({ min: 1, max: 100 }), (policy, beyond) => {
        const count = policy.freeFailures + beyond;
        const doubled = Math.min(2 * waitAfter(count, policy), policy.longestWait);
        expect(waitAfter(count + 1, policy)).toBe(doubled);
      }),
    );
  });

  it('is bounded: a lock always ends by itself', () => {
    fc.assert(
      fc.property(policies, failures, (policy, count) => {
        const wait = waitAfter(count, policy);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(policy.longestWait);
      }),
    );
  });

  it('keeps a guesser who never stops to a few hundred tries a month by default', () => {
    const month = 30 * 24 * 3_600;
    let elapsed = 0;
    let guesses = 0;
    while (elapsed < month) elapsed += waitAfter(++guesses, DEFAULT_LOCK_POLICY);
    expect(guesses).toBeLessThan(750);
  });
});
