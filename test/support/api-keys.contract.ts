import { roles } from '../../src/access/api-keys.js';
import type { Storage } from '../../src/storage.js';
import { another, API_KEY, inSeconds } from './access-facts.js';
import { NOW } from './facts.js';

export function describeApiKeys(stores: () => Pick<Storage, 'apiKeys'>): void {
  describe('when it keeps API keys', () => {
    it.each(roles)('finds one of an %s by the hash of its token, with every field', async (role) => {
      const key = { ...API_KEY, role };
      await stores().apiKeys.add(key);
      expect(await stores().apiKeys.find(key.tokenHash)).toStrictEqual(key);
    });

    it('finds none by another hash', async () => {
      await stores().apiKeys.add(API_KEY);
      expect(await stores().apiKeys.find('hash of nothing')).toBeUndefined();
    });

    it('keeps one that was revoked before it came as revoked', async () => {
      const key = { ...API_KEY, revokedAt: inSeconds(5) };
      await stores().apiKeys.add(key);
      expect(await stores().apiKeys.find(key.tokenHash)).toStrictEqual(key);
    });

    it('lists all, the oldest first, revoked ones too', async () => {
      const { apiKeys } = stores();
      expect(await apiKeys.list()).toStrictEqual([]);
      const [first, second, third] = [
        another(API_KEY, 'zz', { createdAt: inSeconds(-10), role: 'auditor' }),
        API_KEY,
        another(API_KEY, 'aa', { createdAt: inSeconds(10), name: 'ß 🗝 \'"' }),
      ];
      for (const key of [second, third, first]) await apiKeys.add(key);
      await apiKeys.revoke(second.id, NOW);
      expect(await apiKeys.list()).toStrictEqual([first, { ...second, revokedAt: NOW }, third]);
    });

    it('revokes one at a moment, and only that one', async () => {
      const { apiKeys } = stores();
      const other = another(API_KEY, 'other');
      await apiKeys.add(API_KEY);
      await apiKeys.add(other);
      expect(await apiKeys.revoke(API_KEY.id, inSeconds(1))).toBe(true);
      expect(await apiKeys.find(API_KEY.tokenHash)).toStrictEqual({ ...API_KEY, revokedAt: inSeconds(1) });
      expect(await apiKeys.find(other.tokenHash)).toStrictEqual(other);
    });

    it('says that there was none to revoke, and leaves the time of the first revocation', async () => {
      const { apiKeys } = stores();
      await apiKeys.add(API_KEY);
      await apiKeys.revoke(API_KEY.id, inSeconds(1));
      expect(await apiKeys.revoke(API_KEY.id, inSeconds(2))).toBe(false);
      expect(await apiKeys.revoke('nobody’s', inSeconds(2))).toBe(false);
      expect((await apiKeys.find(API_KEY.tokenHash))?.revokedAt).toStrictEqual(inSeconds(1));
    });

    it('lets exactly one of many revoke it who come at once', async () => {
      const { apiKeys } = stores();
      await apiKeys.add(API_KEY);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, second) => apiKeys.revoke(API_KEY.id, inSeconds(second))),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await apiKeys.find(API_KEY.tokenHash))?.revokedAt).toStrictEqual(
        inSeconds(answers.indexOf(true)),
      );
    });
  });
}
