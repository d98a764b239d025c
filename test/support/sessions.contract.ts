import type { Session } from '../../src/sign-in/sessions.js';
import type { Storage } from '../../src/storage.js';
import { another, CHALLENGE, inSeconds, SESSION } from './access-facts.js';
import { NOW } from './facts.js';

export function describeSessions(stores: () => Pick<Storage, 'challenges' | 'sessions'>): void {
  const add = async (...sessions: readonly Session[]) => {
    for (const session of sessions) await stores().sessions.add(session);
  };
  const found = async (...sessions: readonly Session[]) => {
    const all = await Promise.all(sessions.map(({ tokenHash }) => stores().sessions.find(tokenHash)));
    return all.map((session) => session?.id);
  };

  describe('when it keeps sessions', () => {
    it.each([
      SESSION,
      another(SESSION, 'one by password alone', { assuranceLevel: 'AAL1', amr: ['pwd'] }),
      another(SESSION, 'one of an older version', { sealedClient: null, lastUsedAt: inSeconds(0.123) }),
      another(SESSION, 'one that has expired', { createdAt: inSeconds(-10), expiresAt: inSeconds(-0.001) }),
    ])('finds $id by the hash of its token, with every field', async (session) => {
      await add(session, another(SESSION, 'somebody else’s', { accountId: 'account of Grace' }));
      expect(await stores().sessions.find(session.tokenHash)).toStrictEqual(session);
    });

    it('finds those of several hashes, with every field, and passes over hashes of none', async () => {
      const [second, third] = [another(SESSION, 'second'), another(SESSION, 'third')];
      await add(SESSION, second, third);
      const hashes = [SESSION.tokenHash, 'hash of nothing', second.tokenHash, SESSION.tokenHash];
      const sessions = [...(await stores().sessions.findAll(hashes))].sort((a, b) =>
        a.id.localeCompare(b.id),
      );
      expect(sessions).toStrictEqual([second, SESSION]);
      expect(await stores().sessions.findAll([])).toStrictEqual([]);
      const many = Array.from({ length: 70_000 }, (_, number) => `hash ${String(number)}`);
      expect(await stores().sessions.findAll([...many, third.tokenHash])).toStrictEqual([third]);
    });

    it('finds none by another hash', async () => {
      await add(SESSION);
      expect(await stores().sessions.find('hash of nothing')).toBeUndefined();
    });

    it('lists those of an account that are alive, last used first, with every field, so many at the most', async () => {
      const make = (name: string, lastUsed: number, expires = 10) =>
        another(SESSION, name, { lastUsedAt: inSeconds(lastUsed), expiresAt: inSeconds(expires) });
      const [late, early, idle] = [make('late', -1), make('early', -2), make('idle', -3)];
      const expired = make('expired', 0, 0);
      const foreign = another(SESSION, 'foreign', { accountId: 'account of Grace' });
      await add(early, SESSION, foreign, late, idle, expired);
      const list = (limit: number, accountId = SESSION.accountId) =>
        stores().sessions.ofAccount(accountId, { now: NOW, idleSince: inSeconds(-3), limit });
      expect(await list(10)).toStrictEqual([SESSION, late, early]);
      expect(await list(2)).toStrictEqual([SESSION, late]);
      expect(await list(10, 'account of nobody')).toStrictEqual([]);
    });

    it('knows when one was last used, and changes nothing else', async () => {
      const other = another(SESSION, 'other');
      await add(SESSION, other);
      await stores().sessions.touch(SESSION.id, inSeconds(61));
      expect(await stores().sessions.find(SESSION.tokenHash)).toStrictEqual({
        ...SESSION,
        lastUsedAt: inSeconds(61),
      });
      expect(await stores().sessions.find(other.tokenHash)).toStrictEqual(other);
    });

    it('does not bring back one that was used while it ended', async () => {
      await stores().sessions.touch(SESSION.id, inSeconds(61));
      expect(await found(SESSION)).toStrictEqual([undefined]);
    });

    it('gives one another token at once, and changes nothing else', async () => {
      const other = another(SESSION, 'other');
      await add(SESSION, other);
      const { sessions } = stores();
      expect(await sessions.replaceToken(SESSION.tokenHash, 'hash of the new one')).toBe(true);
      expect(await sessions.find(SESSION.tokenHash)).toBeUndefined();
      expect(await sessions.find('hash of the new one')).toStrictEqual({
        ...SESSION,
        tokenHash: 'hash of the new one',
      });
      expect(await sessions.find(other.tokenHash)).toStrictEqual(other);
      expect(
        await sessions.ofAccount(SESSION.accountId, { now: NOW, idleSince: inSeconds(-3), limit: 10 }),
      ).toHaveLength(2);
    });

    it('does not mind giving one the token it has been given', async () => {
      await add(SESSION);
      const replace = () => stores().sessions.replaceToken(SESSION.tokenHash, 'hash of the new one');
      expect([await replace(), await replace()]).toEqual([true, true]);
    });

    it('gives a token to no session that has ended, or has another one meanwhile', async () => {
      const replace = (hash: string) => stores().sessions.replaceToken(SESSION.tokenHash, hash);
      expect(await replace('hash of the new one')).toBe(false);
      await add(SESSION);
      const hashes = Array.from({ length: 20 }, (_, number) => `hash ${String(number)}`);
      const answers = await Promise.all(hashes.map(replace));
      const [given] = hashes.filter((_, index) => answers[index]);
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await stores().sessions.findAll([...hashes, SESSION.tokenHash])).toStrictEqual([
        { ...SESSION, tokenHash: given },
      ]);
    });

    it('ends one for its own account, and for no other', async () => {
      await add(SESSION);
      const { sessions } = stores();
      expect(await sessions.endOwn('account of Grace', SESSION.id)).toBe(false);
      expect(await sessions.endOwn(SESSION.accountId, 'nobody’s')).toBe(false);
      expect(await found(SESSION)).toStrictEqual([SESSION.id]);
      expect(await sessions.endOwn(SESSION.accountId, SESSION.id)).toBe(true);
      expect(await found(SESSION)).toStrictEqual([undefined]);
      expect(await sessions.endOwn(SESSION.accountId, SESSION.id)).toBe(false);
    });

    it('ends every session of an account when none is kept, and none of another account', async () => {
      const foreign = another(SESSION, 'foreign', { accountId: 'account of Grace' });
      await add(SESSION, another(SESSION, 'second'), foreign);
      await stores().sessions.endOthers(SESSION.accountId, null);
      expect(await found(SESSION, another(SESSION, 'second'), foreign)).toStrictEqual([
        undefined,
        undefined,
        'foreign',
      ]);
    });

    it('ends one, and only that one', async () => {
      const other = another(SESSION, 'other');
      await add(SESSION, other);
      await stores().sessions.end(SESSION.id);
      expect(await found(SESSION, other)).toStrictEqual([undefined, 'other']);
    });

    it('does not mind ending what is not there', async () => {
      await expect(stores().sessions.end('nobody’s')).resolves.toBeUndefined();
    });

    it('ends every other session of an account, and none of another account', async () => {
      const [second, third] = [another(SESSION, 'second'), another(SESSION, 'third')];
      const foreign = another(SESSION, 'foreign', { accountId: 'account of Grace' });
      await add(SESSION, second, third, foreign);
      await stores().sessions.endOthers(SESSION.accountId, second.id);
      expect(await found(SESSION, second, third, foreign)).toStrictEqual([
        undefined,
        'second',
        undefined,
        'foreign',
      ]);
    });

    it('forgets those that expired before a moment, and none that expire then or later', async () => {
      const expiring = [-1, -0.001, 0, 1].map((seconds) =>
        another(SESSION, `at ${seconds}`, { expiresAt: inSeconds(seconds) }),
      );
      await add(...expiring);
      await stores().sessions.sweep(inSeconds(0));
      expect(await found(...expiring)).toStrictEqual([undefined, undefined, 'at 0', 'at 1']);
    });
  });

  describe('when a challenge is exchanged for a session', () => {
    const exchange = (session: Session) => stores().sessions.addForChallenge(session, CHALLENGE.tokenHash);

    it('takes the challenge and keeps the session, with every field', async () => {
      await stores().challenges.add(CHALLENGE);
      expect(await exchange(SESSION)).toBe(true);
      expect(await stores().challenges.find(CHALLENGE.tokenHash)).toBeUndefined();
      expect(await stores().sessions.find(SESSION.tokenHash)).toStrictEqual(SESSION);
    });

    it('leaves other challenges alone', async () => {
      const other = { ...CHALLENGE, tokenHash: 'hash of another' };
      await stores().challenges.add(CHALLENGE);
      await stores().challenges.add(other);
      await exchange(SESSION);
      expect(await stores().challenges.find(other.tokenHash)).toStrictEqual(other);
    });

    it.each(['was never there', 'was removed', 'was exchanged before'])(
      'keeps no session when the challenge %s',
      async (how) => {
        if (how !== 'was never there') await stores().challenges.add(CHALLENGE);
        if (how === 'was removed') await stores().challenges.remove(CHALLENGE.tokenHash);
        if (how === 'was exchanged before') await exchange(another(SESSION, 'first'));
        expect(await exchange(SESSION)).toBe(false);
        expect(await stores().sessions.find(SESSION.tokenHash)).toBeUndefined();
      },
    );

    it('says so to exactly one of fifty who come at once, and keeps the session of that one', async () => {
      await stores().challenges.add(CHALLENGE);
      const rivals = Array.from({ length: 50 }, (_, number) => another(SESSION, `rival ${number}`));
      const answers = await Promise.all(rivals.map(exchange));
      const winners = rivals.filter((_, index) => answers[index]);
      expect(winners).toHaveLength(1);
      expect((await found(...rivals)).filter(Boolean)).toStrictEqual(winners.map(({ id }) => id));
    });

    it('keeps the challenge when the session cannot be kept', async () => {
      await stores().challenges.add(CHALLENGE);
      await add(SESSION);
      const sameId = { ...SESSION, tokenHash: 'hash of its double' };
      await expect(exchange(sameId)).rejects.toThrow();
      expect(await stores().challenges.find(CHALLENGE.tokenHash)).toStrictEqual(CHALLENGE);
      expect(await found(SESSION, sameId)).toStrictEqual([SESSION.id, undefined]);
    });
  });
}
