import type { Budget } from '../../src/accounts/password-budget.policy.js';
import type { Storage } from '../../src/storage.js';
import { inSeconds } from './access-facts.js';
import { NOW } from './facts.js';

const TEN: Budget = { key: 'ten', burst: 10, everySeconds: 30 };
const TWO: Budget = { key: 'two', burst: 2, everySeconds: 60 };

export function describePasswordAttempts(stores: () => Pick<Storage, 'passwordAttempts'>): void {
  /** One after the other; what each was told. */
  const take = async (times: number, budgets: readonly Budget[], at = NOW) => {
    const told: (Date | null)[] = [];
    for (let i = 0; i < times; i++) told.push(await stores().passwordAttempts.take(budgets, at));
    return told;
  };

  describe('when it counts attempts at passwords', () => {
    it('lets a budget be used up at once, and then tells when there is another attempt', async () => {
      expect(await take(3, [TWO])).toStrictEqual([null, null, inSeconds(60)]);
    });

    it('fills the budget up as time goes by, and no further than it was', async () => {
      await take(2, [TWO]);
      expect(await take(2, [TWO], inSeconds(60))).toStrictEqual([null, inSeconds(120)]);
      expect(await take(3, [TWO], inSeconds(3_600))).toStrictEqual([null, null, inSeconds(3_660)]);
    });

    it('takes from each budget, or from none, and tells of the one that takes longest', async () => {
      await take(2, [TWO]);
      expect(await take(20, [TEN, TWO])).toStrictEqual(Array(20).fill(inSeconds(60)));
      expect(await take(11, [TEN])).toStrictEqual([...Array<null>(10).fill(null), inSeconds(30)]);
    });

    it('counts each key for itself', async () => {
      await take(3, [TWO]);
      expect(await take(1, [{ ...TWO, key: 'another' }])).toStrictEqual([null]);
    });

    it('has an attempt again that was given back', async () => {
      await take(2, [TWO]);
      await stores().passwordAttempts.giveBack([TWO, TEN]);
      expect(await take(2, [TWO])).toStrictEqual([null, inSeconds(60)]);
    });

    it('lets exactly as many of two hundred at once through as there are', async () => {
      const told = await Promise.all(
        Array.from({ length: 200 }, () => stores().passwordAttempts.take([TEN], NOW)),
      );
      expect(told.filter((retryAt) => retryAt === null)).toHaveLength(10);
    });

    it('has one attempt left when its clock steps back, and goes on from there', async () => {
      await take(2, [TWO], inSeconds(86_400));
      expect(await take(2, [TWO])).toStrictEqual([null, inSeconds(60)]);
      expect(await take(2, [TWO], inSeconds(60))).toStrictEqual([null, inSeconds(120)]);
    });

    it('forgets the budgets that are full, and no others', async () => {
      await take(2, [TWO]);
      await take(1, [TEN]);
      await stores().passwordAttempts.sweep(inSeconds(60));
      expect(await take(1, [TWO], NOW)).toStrictEqual([inSeconds(60)]);
      expect(await take(11, [TEN], NOW)).toStrictEqual([...Array<null>(10).fill(null), inSeconds(30)]);
    });
  });
}
