import { somebody } from '../../support/client.js';
import { startBehindProxy } from '../../support/behind-a-proxy.js';
import type { Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { at, codesOf, guess, HOME, lookedAt, ownerAtHome, WRONG } from './guessing.js';

const STRANGER = '203.0.113.9';

describe('Guesses at passwords', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startBehindProxy();
  });
  afterEach(() => service.dispose());

  it('are not looked at after the tenth, be it right, until three minutes have passed', async () => {
    const me = await ownerAtHome(service);
    expect(codesOf(await guess(service, me.username, STRANGER, 10))).toEqual(lookedAt(10));
    expect(await at(service, STRANGER).signIn(me)).toEqual({
      __typename: 'TooManyAttempts',
      code: 'TOO_MANY_ATTEMPTS',
      message: 'Too many wrong passwords. Please wait before you try again.',
      retryAfter: 180,
    });
    service.clock.advance({ seconds: 179 });
    expect(await at(service, STRANGER).signIn(me)).toMatchObject({ retryAfter: 1 });
    service.clock.advance({ seconds: 1 });
    expect(await at(service, STRANGER).signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('are answered alike for a name nobody has, one that cannot be, and one that somebody has', async () => {
    const me = await ownerAtHome(service);
    const names = [me.username, 'nobody has this name', 'no\u0000name', ''];
    const answers = [];
    for (const [i, name] of names.entries()) answers.push(await guess(service, name, `203.0.113.${i}`, 12));
    expect(codesOf(answers[0]!)).toEqual(lookedAt(10, 2));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  /** Uses up what a network has for all names, or an account for all networks. */
  const NEIGHBOURS = {
    network: async () => {
      await Promise.all(Array.from({ length: 50 }, (_, i) => guess(service, `nobody ${i}`, HOME, 1)));
    },
    account: async (name: string) => {
      await Promise.all(Array.from({ length: 10 }, (_, i) => guess(service, name, `203.0.113.${i}`, 10)));
    },
  };

  it.each(['network', 'account'] as const)(
    'are answered alike, as soon and as long, for a name that is used from there when the budget of the %s is used up',
    async (whose) => {
      const [me, moments] = [await ownerAtHome(service), [] as number[]];
      for (const name of whose === 'network' ? [''] : [me.username, 'nobody has this name'])
        await NEIGHBOURS[whose](name);
      const answers = [];
      for (const name of [me.username, 'nobody has this name']) {
        const came = performance.now();
        const refused = await guess(service, name, HOME, 1);
        moments.push(performance.now() - came);
        const more = await guess(service, name, HOME, 11);
        answers.push([...refused, ...more]);
      }
      expect(answers[0]![0]).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfter: expect.any(Number) });
      expect(answers[1]).toEqual(answers[0]);
      for (const moment of moments) expect(moment).toBeGreaterThanOrEqual(240);

      // Also afterwards it does not show at whom something was looked.
      service.clock.advance({ seconds: 40 });
      const [known, unknown] = [
        await guess(service, me.username, HOME, 2),
        await guess(service, 'nobody has this name', HOME, 2),
      ];
      expect(codesOf(known)).toEqual(codesOf(unknown));
    },
  );

  it('at a name that is used from there count against the network as those at any other', async () => {
    const me = await ownerAtHome(service);
    await guess(service, me.username, HOME, 9);
    for (let i = 0; i < 41; i++) await guess(service, `nobody ${i}`, HOME, 1);
    expect(codesOf(await guess(service, 'nobody at all', HOME, 1))).toEqual(lookedAt(0, 1));
    expect(await at(service, HOME).signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('that come two hundred at a time are looked at as often as one after the other', async () => {
    const me = await ownerAtHome(service);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        at(service, STRANGER).signIn({ username: me.username, password: WRONG }),
      ),
    );
    expect(codesOf(answers).sort()).toEqual(lookedAt(10, 190));
  });

  it('by a stranger elsewhere do not keep the owner out, wherever they come from', async () => {
    const me = await ownerAtHome(service);
    const answers = [];
    for (let i = 1; i <= 11; i++) answers.push(...(await guess(service, me.username, `203.0.113.${i}`, 10)));
    expect(codesOf(answers)).toEqual(lookedAt(100, 10));
    expect(await at(service, '198.51.100.7').signIn(me)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect(await at(service, HOME).signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('at many names from one network are slowed down, and keep no neighbour out', async () => {
    const neighbour = somebody();
    await at(service, STRANGER).register(neighbour);
    const answers = [];
    for (let i = 0; i < 52; i++) answers.push(...(await guess(service, `nobody ${i}`, STRANGER, 1)));
    expect(codesOf(answers)).toEqual(lookedAt(50, 2));
    expect(answers.at(-1)).toMatchObject({ retryAfter: 10 });
    expect(await at(service, STRANGER).signIn(neighbour)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('share a budget with all of an IPv6 network that one client may have', async () => {
    const me = await ownerAtHome(service);
    const answers = [];
    for (let i = 0; i < 11; i++) {
      answers.push(...(await guess(service, me.username, `2001:db8:1:2:${i}::${i}`, 1)));
    }
    expect(codesOf(answers)).toEqual(lookedAt(10, 1));
    expect(codesOf(await guess(service, me.username, '2001:db8:1:3::1', 1))).toEqual(lookedAt(1));
  });

  it('leave right passwords alone, however many and how close together', async () => {
    const me = await ownerAtHome(service);
    const answers = await Promise.all(Array.from({ length: 15 }, () => at(service, HOME).signIn(me)));
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array(15).fill('SignedIn'));
  });

  it('are still counted after a restart', async () => {
    const me = await ownerAtHome(service);
    await guess(service, me.username, STRANGER, 10);
    await service.stop();
    await service.startAgain();
    expect(codesOf(await guess(service, me.username, STRANGER, 1))).toEqual(lookedAt(0, 1));
  });

  it('leave nothing in the log, and neither names nor addresses anywhere', async () => {
    await at(service, HOME).register(somebody());
    await guess(service, 'somebody unheard of', STRANGER, 3);
    await whileStopped(service, async ({ eventStore }) => {
      // A name was claimed and an account made; nothing since.
      expect(await eventStore.head()).toBe(2);
    });
    const kept = await service.kept();
    for (const { name, bytes } of kept) {
      for (const secret of ['somebody unheard of', STRANGER, WRONG]) {
        expect([name, secret, bytes.includes(secret)]).toEqual([name, secret, false]);
      }
    }
  });
});
