import { protectedAccount } from '../../journeys/protected-account.js';
import { account, history } from '../../support/client-queries.js';
import { somebody, type Client, type Result } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';

const ROUNDS = 10;

describe('Of two acts at the same instant', () => {
  let service: Service;
  let auditor: Client;
  beforeAll(async () => {
    service = await startInProduction();
    auditor = await service.keyClient('auditor');
  });
  afterAll(() => service.dispose());

  const succeeded = (answers: readonly Result[]) => answers.filter(({ code }) => code === undefined);
  const statusOf = async (id: string) =>
    ((await account(auditor, { id })) as { twoFactor: { status: string } }).twoFactor.status;

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'confirming a new authenticator and turning 2FA off by the old one: one counts (%i)',
    async () => {
      const { owner, me, accountId, secret } = await protectedAccount(service);
      const started = await owner.startEnrollment(me.password, owner.code(secret));
      service.clock.advance({ steps: 1 });
      const [one, other] = [service.clientOfEach(owner.token)[0]!, service.clientOfEach(owner.token).at(-1)!];
      const [confirmed, disabled] = await Promise.all([
        one.confirmEnrollment(started['enrollmentId'] as string, one.code(started['secret'] as string)),
        other.disableTwoFactor(me.password, other.code(secret)),
      ]);
      expect(succeeded([confirmed, disabled])).toHaveLength(1);
      expect(await statusOf(accountId)).toBe(disabled.code === undefined ? 'OFF' : 'ON');
    },
  );

  it('of ten enrollments one can be confirmed: the last one begun', async () => {
    const [person, me] = [service.client(), somebody()];
    const { accountId } = await person.registered(me);
    const clients = service.clientOfEach(person.token);
    const started = await Promise.all(
      Array.from({ length: ROUNDS }, (_, index) =>
        clients[index % clients.length]!.startEnrollment(me.password),
      ),
    );
    const last = (await history(auditor, accountId, { first: 1 }))[0]!;
    const answers: Result[] = [];
    for (const { enrollmentId, secret } of started)
      answers.push(await person.confirmEnrollment(enrollmentId as string, person.code(secret as string)));
    const confirmed = answers.filter(({ __typename }) => __typename === 'EnrollmentConfirmed');
    expect(confirmed).toMatchObject([{ enrollmentId: last['enrollmentId'] as string }]);
    expect(await statusOf(accountId)).toBe('ON');
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'a reset and an answer: the answer counts only if it came first (%i)',
    async () => {
      const { owner, me, accountId, secret } = await protectedAccount(service);
      const intruder = service.client();
      const { challenge } = await intruder.signIn(me);
      const administrator = await service.keyClient('administrator');
      const [answer, reset] = await Promise.all([
        intruder.answerChallenge(challenge as string, owner.code(secret)),
        administrator.resetTwoFactor(accountId, 'The telephone is lost.'),
      ]);
      expect(reset).toMatchObject({ __typename: 'TwoFactorReset' });
      const types = ['TWO_FACTOR_RESET', 'TWO_FACTOR_CODE_ACCEPTED'];
      const told = (await history(auditor, accountId, { filter: { types } })).map(
        ({ type }) => type as string,
      );
      // Newest first.
      expect(told).toEqual(answer.__typename === 'SignedIn' ? types : types.slice(0, 1));
      expect(await statusOf(accountId)).toBe('OFF');
    },
  );

  it('of fifty confirmations with one code one counts', async () => {
    const [person, me] = [service.client(), somebody()];
    await person.registered(me);
    const { enrollmentId, secret } = await person.startEnrollment(me.password);
    const clients = service.clientOfEach(person.token);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        clients[index % clients.length]!.confirmEnrollment(
          enrollmentId as string,
          person.code(secret as string),
        ),
      ),
    );
    const kinds = new Map<string, number>();
    for (const { __typename } of answers) kinds.set(__typename, (kinds.get(__typename) ?? 0) + 1);
    expect(kinds.get('EnrollmentConfirmed')).toBe(1);
    expect(kinds.get('EnrollmentAlreadyConfirmed')).toBe(49);
  });
});
