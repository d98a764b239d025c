import type { Storage } from '../../src/storage.js';
import { inSeconds } from './access-facts.js';
import { NOW } from './facts.js';

export function describeKnownNetworks(stores: () => Pick<Storage, 'knownNetworks'>): void {
  describe('when it remembers networks', () => {
    it('knows when each was last seen, to the millisecond', async () => {
      const { knownNetworks } = stores();
      await knownNetworks.remember('home', NOW);
      await knownNetworks.remember('work', inSeconds(1));
      await knownNetworks.remember('home', inSeconds(2.345));
      expect(await knownNetworks.lastSeen('home')).toStrictEqual(inSeconds(2.345));
      expect(await knownNetworks.lastSeen('work')).toStrictEqual(inSeconds(1));
      expect(await knownNetworks.lastSeen('elsewhere')).toBeUndefined();
    });

    it('forgets those last seen before a moment, and none seen then or later', async () => {
      const { knownNetworks } = stores();
      const seen = [-1, -0.001, 0, 1];
      for (const seconds of seen) await knownNetworks.remember(`at ${seconds}`, inSeconds(seconds));
      await knownNetworks.sweep(NOW);
      const left = await Promise.all(seen.map((seconds) => knownNetworks.lastSeen(`at ${seconds}`)));
      expect(left).toStrictEqual([undefined, undefined, inSeconds(0), inSeconds(1)]);
    });
  });
}
