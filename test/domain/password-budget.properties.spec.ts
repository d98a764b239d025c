import fc from 'fast-check';
import {
  giveBack,
  PER_ACCOUNT_AND_NETWORK,
  PER_ACCOUNT_FROM_ELSEWHERE,
  take,
  takeFromAll,
  type Rate,
} from '../../src/accounts/password-budget.policy.js';

const rate: fc.Arbitrary<Rate> = fc.record({
  burst: fc.integer({ min: 1, max: 100 }),
  everySeconds: fc.integer({ min: 1, max: 3_600 }),
});
/** How many milliseconds later each attempt comes. */
const pauses = fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 300 });

/** The times at which attempts were taken, from a budget nobody used before. */
function taken(of: Rate, gaps: readonly number[]): readonly number[] {
  const times: number[] = [];
  let fullAt: number | undefined;
  let now = 1_000_000;
  for (const gap of gaps) {
    now += gap;
    const attempt = take(of, fullAt, now);
    ({ fullAt } = attempt);
    if (attempt.retryAt === null) times.push(now);
  }
  return times;
}

describe('A budget of attempts', () => {
  it('lets no more through in any stretch of time than at once and what came back meanwhile', () => {
    fc.assert(
      fc.property(rate, pauses, (of, gaps) => {
        const times = taken(of, gaps);
        times.forEach((from, first) => {
          times.slice(first).forEach((to, count) => {
            expect(count + 1).toBeLessThanOrEqual(of.burst + (to - from) / (of.everySeconds * 1_000));
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  it('has an attempt exactly at the time it tells', () => {
    fc.assert(
      fc.property(rate, pauses, (of, gaps) => {
        let fullAt: number | undefined;
        let now = 1_000_000;
        for (const gap of gaps) {
          now += gap;
          const attempt = take(of, fullAt, now);
          ({ fullAt } = attempt);
          if (attempt.retryAt === null) continue;
          expect(take(of, fullAt, attempt.retryAt).retryAt).toBeNull();
          expect(take(of, fullAt, attempt.retryAt - 1).retryAt).toBe(attempt.retryAt);
        }
      }),
    );
  });

  it('is as it was when an attempt is given back', () => {
    fc.assert(
      fc.property(rate, fc.nat(1_000_000), (of, used) => {
        const now = 1_000_000;
        const before = now + Math.min(used, (of.burst - 1) * of.everySeconds * 1_000);
        expect(giveBack(of, take(of, before, now).fullAt)).toBe(before);
      }),
    );
  });

  it('has one attempt left at the least, whatever a clock made of it', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 1_000_000_000 }), (of, ahead) => {
        const one = of.everySeconds * 1_000;
        const now = 1_000_000;
        expect(take(of, now + of.burst * one + ahead, now)).toEqual({
          fullAt: now + of.burst * one,
          retryAt: null,
        });
        expect(take(of, now + of.burst * one, now).retryAt).toBe(now + one);
      }),
    );
  });
});

describe('Attempts taken from several budgets', () => {
  const [small, large] = [
    { key: 'small', burst: 1, everySeconds: 60 },
    { key: 'large', burst: 9, everySeconds: 30 },
  ];
  const NOW = 1_000_000;

  it('are taken from each', () => {
    expect(takeFromAll([small, large], new Map(), NOW)).toEqual({
      retryAt: null,
      changes: new Map([
        ['small', NOW + 60_000],
        ['large', NOW + 30_000],
      ]),
    });
  });

  it('are taken from none when one is empty, and leave nothing to write', () => {
    expect(takeFromAll([small, large], new Map([['small', NOW + 60_000]]), NOW)).toEqual({
      retryAt: NOW + 60_000,
      changes: new Map(),
    });
  });

  it('come back when the last of them does', () => {
    const used = new Map([
      ['small', NOW + 60_000],
      ['large', NOW + 270_000],
    ]);
    expect(takeFromAll([large, small], used, NOW).retryAt).toBe(NOW + 60_000);
    expect(takeFromAll([large, small], used, NOW + 50_000).retryAt).toBe(NOW + 60_000);
  });

  it('put right what a clock that stepped back left far ahead', () => {
    expect(takeFromAll([small, large], new Map([['small', NOW + 1e9]]), NOW)).toEqual({
      retryAt: null,
      changes: new Map([
        ['small', NOW + 60_000],
        ['large', NOW + 30_000],
      ]),
    });
  });
});

describe('The budget of an account', () => {
  it('outlasts a guesser at one address, who tries whenever that may: who is elsewhere always finds attempts', () => {
    let [own, all]: [number | undefined, number | undefined] = [undefined, undefined];
    for (let second = 0; second < 7 * 86_400; second++) {
      const now = second * 1_000;
      const guess = take(PER_ACCOUNT_AND_NETWORK, own, now);
      const shared = take(PER_ACCOUNT_FROM_ELSEWHERE, all, now);
      expect(shared.retryAt).toBeNull();
      if (guess.retryAt === null) [own, all] = [guess.fullAt, shared.fullAt];
    }
  });
});
