import { somebody, type Credentials, type Result } from '../../support/client.js';
import type { Service } from '../../support/service.js';
import { codesOf, guess, HOME, lookedAt, WRONG } from './guessing.js';

/*
 * Who measures how long an answer takes learns what was done for it, so it has to be the same. It is
 * counted rather than measured: times differ with the machine, work does not.
 */

// Its types do not know this one yet.
const doubles = import.meta.jest as typeof jest & {
  unstable_mockModule(name: string, make: () => unknown): void;
};
const argon2 = await import('@node-rs/argon2');
const verify = doubles.fn(argon2.verify);
doubles.unstable_mockModule('@node-rs/argon2', () => ({ ...argon2, verify }));
const { Decisions } = await import('../../../src/event-store/decisions.js');
const load = doubles.spyOn(Decisions.prototype, 'load');
const { startBehindProxy } = await import('../../support/behind-a-proxy.js');
const { startInProduction } = await import('../../support/production.js');

/** What a sign-in may ask besides the log, which others read beside it. */
const ASKED = ['wrappedKeys', 'passwordAttempts', 'knownNetworks', 'sessions', 'challenges'] as const;

describe('Signing in', () => {
  let service: Service;
  let me: Credentials;
  let heard: () => Promise<readonly string[]>;
  beforeAll(async () => {
    service = await startInProduction({}, { isHere: true });
    const person = service.client();
    me = somebody();
    await person.registered(me);
    await person.signOut();
    heard = await service.listen(...ASKED);
  });
  afterAll(() => service.dispose());

  /** What is done for an attempt, once whatever is read once is read. */
  async function workOf(attempt: () => Promise<Result>) {
    await attempt();
    await heard();
    verify.mockClear();
    load.mockClear();
    const answer = await attempt();
    const loaded = load.mock.calls.map(([{ category }]) => category);
    return { answer, verifications: verify.mock.calls.map(costOf), loaded, calls: await heard() };
  }

  const signIn = (username: string, password = WRONG) => service.client().signIn({ username, password });

  it('does the same for a name nobody has as for a wrong password', async () => {
    const wrong = await workOf(() => signIn(me.username));
    expect(wrong.answer).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    expect(wrong.verifications).toEqual(['$argon2id$v=19$m=19456,t=2,p=1']);
    expect(wrong.loaded).toEqual(['username', 'account']);
    expect(wrong.calls).toContain('passwordAttempts.take');
    expect(await workOf(() => signIn('nobody has this name'))).toEqual(wrong);
  });

  it('does the same for a name that can’t be one, and hashes nothing for a password that can’t be one', async () => {
    const wrong = await workOf(() => signIn(me.username));
    expect(await workOf(() => signIn('a\u0000'))).toEqual(wrong);
    const overlong = 'x'.repeat(60_000);
    const known = await workOf(() => signIn(me.username, overlong));
    expect(known).toMatchObject({ answer: wrong.answer, verifications: [] });
    expect(await workOf(() => signIn('nobody has this name', overlong))).toEqual(known);
  });
});

describe('Guesses at names nobody has', () => {
  it('cost a hash each, and none when the budget of the network is used up', async () => {
    await using service = await startBehindProxy({}, { isHere: true });
    verify.mockClear();
    for (let i = 0; i < 50; i++) await guess(service, `nobody ${i}`, HOME, 1);
    expect(verify).toHaveBeenCalledTimes(50);
    const refused = [];
    for (let i = 0; i < 5; i++) refused.push(...(await guess(service, `nobody else ${i}`, HOME, 1)));
    expect(codesOf(refused)).toEqual(lookedAt(0, 5));
    expect(verify).toHaveBeenCalledTimes(50);
  });
});

/** The cost a hash names, without salt and digest. */
function costOf([hash]: readonly unknown[]): string {
  return String(hash).split('$').slice(0, 4).join('$');
}
