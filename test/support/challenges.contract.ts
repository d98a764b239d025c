import type { Storage } from '../../src/storage.js';
import { CHALLENGE, inSeconds } from './access-facts.js';

const OTHER = { ...CHALLENGE, tokenHash: 'hash of another', accountId: 'account of Grace' };

export function describeChallenges(stores: () => Pick<Storage, 'challenges'>): void {
  describe('when it keeps challenges', () => {
    it('finds one by the hash of its token, with every field, expired or not', async () => {
      const { challenges } = stores();
      const expired = { ...OTHER, expiresAt: inSeconds(-1) };
      await challenges.add(CHALLENGE);
      await challenges.add(expired);
      expect(await challenges.find(CHALLENGE.tokenHash)).toStrictEqual(CHALLENGE);
      expect(await challenges.find(expired.tokenHash)).toStrictEqual(expired);
    });

    it('keeps the time of expiry to the millisecond', async () => {
      const { challenges } = stores();
      await challenges.add({ ...CHALLENGE, expiresAt: inSeconds(0.123) });
      expect((await challenges.find(CHALLENGE.tokenHash))?.expiresAt).toStrictEqual(inSeconds(0.123));
    });

    it('finds none by another hash', async () => {
      await stores().challenges.add(CHALLENGE);
      expect(await stores().challenges.find(OTHER.tokenHash)).toBeUndefined();
    });

    it('takes one away, and only that one', async () => {
      const { challenges } = stores();
      await challenges.add(CHALLENGE);
      await challenges.add(OTHER);
      const taken = await Promise.all(
        Array.from({ length: 5 }, () => challenges.remove(CHALLENGE.tokenHash)),
      );
      expect(taken.sort()).toStrictEqual([false, false, false, false, true]);
      expect(await challenges.find(CHALLENGE.tokenHash)).toBeUndefined();
      expect(await challenges.find(OTHER.tokenHash)).toStrictEqual(OTHER);
    });

    it('does not mind taking away what is not there', async () => {
      await expect(stores().challenges.remove('nobody’s')).resolves.toBe(false);
    });

    it('forgets those that expired before a moment, and none that expire then or later', async () => {
      const { challenges } = stores();
      const expiries = [-1, -0.001, 0, 1];
      for (const seconds of expiries) {
        await challenges.add({ ...CHALLENGE, tokenHash: `at ${seconds}`, expiresAt: inSeconds(seconds) });
      }
      await challenges.sweep(inSeconds(0));
      const left = await Promise.all(expiries.map((seconds) => challenges.find(`at ${seconds}`)));
      expect(left.map((one) => one?.tokenHash)).toStrictEqual([undefined, undefined, 'at 0', 'at 1']);
    });
  });
}
