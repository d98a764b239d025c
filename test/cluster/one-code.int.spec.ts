import { challenged, protectedAccount, type Protected } from '../journeys/protected-account.js';
import { history } from '../support/client-queries.js';
import type { Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const ROUNDS = 50;
const GUESSES = 50;

describe('On three replicas', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  /** Tells every replica at the same instant. */
  const onEach = <T>(work: (client: Client, index: number) => Promise<T>) =>
    Promise.all(service.clientOfEach().map(work));
  const accepted = { __typename: 'SignedIn' };
  const refused = { code: 'CODE_REFUSED' };

  /** So many entries of the account’s history are of this type. */
  async function entries({ accountId }: Protected, type: string): Promise<number> {
    const auditor = await service.keyClient('auditor');
    return (await history(auditor, accountId, { first: 100, filter: { types: [type] } })).length;
  }

  it('a code sent to all of them at the same instant is accepted once, fifty times over', async () => {
    const mine = await protectedAccount(service, 1);
    for (let round = 0; round < ROUNDS; round++) {
      const challenges = await onEach((client) => client.signIn(mine.me));
      const code = mine.owner.code(mine.secret);
      const answers = await onEach((client, index) =>
        client.answerChallenge(challenges[index]!['challenge'] as string, code),
      );
      const firstComesFirst = answers.toSorted((a, b) => b.__typename.localeCompare(a.__typename));
      expect(firstComesFirst).toMatchObject([accepted, refused, refused]);
      service.clock.advance({ steps: 1 });
    }
    expect(await entries(mine, 'TWO_FACTOR_CODE_ACCEPTED')).toBe(ROUNDS);
  });

  it('a code earns one session from one challenge', async () => {
    const { me, owner, secret } = await protectedAccount(service, 1);
    const { challenge } = await challenged(service, me);
    const answers = await onEach((client) => client.answerChallenge(challenge, owner.code(secret)));
    expect(answers.filter(({ __typename }) => __typename === 'SignedIn')).toHaveLength(1);
  });

  it('a recovery code sent to all of them at the same instant is accepted once, ten times over', async () => {
    const mine = await protectedAccount(service, 1);
    for (const code of mine.recoveryCodes) {
      const challenges = await onEach((client) => client.signIn(mine.me));
      const answers = await onEach((client, index) =>
        client.answerChallenge(challenges[index]!['challenge'] as string, code),
      );
      const firstComesFirst = answers.toSorted((a, b) => b.__typename.localeCompare(a.__typename));
      expect(firstComesFirst).toMatchObject([accepted, refused, refused]);
    }
    expect(await entries(mine, 'TWO_FACTOR_RECOVERY_CODE_USED')).toBe(mine.recoveryCodes.length);
  });

  it('a recovery code moves 2FA once, or signs in once, but not both', async () => {
    for (let round = 0; round < 5; round++) {
      const { me, owner, recoveryCodes } = await protectedAccount(service, 1);
      const { challenge } = await challenged(service, me);
      const [one, other] = service.clientOfEach(owner.token);
      const both = await Promise.all([
        one!.answerChallenge(challenge, recoveryCodes[0]!),
        other!.startEnrollment(me.password, recoveryCodes[0]),
      ]);
      const worked = both.filter(({ __typename }) => ['SignedIn', 'EnrollmentStarted'].includes(__typename));
      expect(worked).toHaveLength(1);
    }
  });

  it('a lock earned on one holds on the others', async () => {
    const { me, owner, secret } = await protectedAccount(service);
    const { challenge } = await challenged(service, me);
    const [first, ...others] = service.clientOfEach();
    for (let i = 0; i < 5; i++) await first!.answerChallenge(challenge, owner.wrongCode(secret));
    for (const client of others) {
      expect(await client.answerChallenge(challenge, owner.code(secret))).toMatchObject({
        code: 'TOO_MANY_ATTEMPTS',
        retryAfter: 30,
      });
    }
  });

  it('fifty wrong codes at the same instant are judged no more often than the budget allows', async () => {
    const mine = await protectedAccount(service);
    const { challenge } = await challenged(service, mine.me);
    const wrong = mine.owner.wrongCode(mine.secret);
    const clients = Array.from({ length: GUESSES }, () => service.client());
    const answers = await Promise.all(clients.map((client) => client.answerChallenge(challenge, wrong)));
    const codes = answers.map(({ code }) => code as string).sort();
    expect(codes).toEqual([
      ...Array<string>(5).fill('CODE_REFUSED'),
      ...Array<string>(GUESSES - 5).fill('TOO_MANY_ATTEMPTS'),
    ]);
    expect(await entries(mine, 'TWO_FACTOR_CODE_REJECTED')).toBe(5);
  });

  it('a code turns 2FA off once, or signs in once, but not both', async () => {
    for (let round = 0; round < 10; round++) {
      const { me, owner, secret } = await protectedAccount(service, 1);
      const { challenge } = await challenged(service, me);
      const [one, other] = service.clientOfEach(owner.token);
      const code = owner.code(secret);
      const both = await Promise.all([
        one!.answerChallenge(challenge, code),
        other!.disableTwoFactor(me.password, code),
      ]);
      const worked = both.filter(({ __typename }) => ['SignedIn', 'TwoFactorDisabled'].includes(__typename));
      expect(worked).toHaveLength(1);
    }
  });
});
