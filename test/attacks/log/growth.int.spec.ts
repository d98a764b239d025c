import { somebody } from '../../support/client.js';
import { startService, type Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { guess, guessed } from '../../journeys/guessing.js';
import { challenged, protectedAccount } from '../../journeys/protected-account.js';

describe('The log does not grow', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.dispose());

  /** How many events there are. */
  async function events(): Promise<number> {
    let count = 0;
    await whileStopped(service, async ({ eventStore }) => {
      count = await eventStore.head();
    });
    return count;
  }

  it('by more than one event from wrong codes for an enrollment that expired', async () => {
    const [me, person] = [somebody(), service.client()];
    await person.registered(me);
    const { enrollmentId } = await person.startEnrollment(me.password);
    service.clock.advance({ seconds: 601 });
    for (let i = 0; i < 20; i++)
      expect(await person.confirmEnrollment(enrollmentId as string, '000000')).toMatchObject({
        code: 'ENROLLMENT_EXPIRED',
      });
    // A name, an account, an enrollment, and once that it had expired.
    expect(await events()).toBe(4);
  });

  it('by more than one event from wrong codes for enrollments that newer ones superseded', async () => {
    const [me, person] = [somebody(), service.client()];
    await person.registered(me);
    const { enrollmentId } = await person.startEnrollment(me.password);
    await person.startEnrollment(me.password);
    const attempts = Array.from({ length: 20 }, () =>
      person.confirmEnrollment(enrollmentId as string, '000000'),
    );
    for (const answer of await Promise.all(attempts)) expect(answer['code']).toBe('ENROLLMENT_SUPERSEDED');
    expect(await events()).toBe(5);
  });

  it('by a used recovery code more often than the budget of wrong codes has it', async () => {
    const target = await protectedAccount(service);
    const { me, recoveryCodes } = target;
    const answer = async (code: string) => {
      const { person, challenge } = await challenged(service, me);
      return person.answerChallenge(challenge, code);
    };
    expect(await answer(recoveryCodes[0]!)).toMatchObject({ __typename: 'SignedIn' });
    for (let i = 0; i < 5; i++)
      expect(await answer(recoveryCodes[0]!)).toMatchObject({ __typename: 'CodeRefused' });
    const before = await events();
    for (let i = 0; i < 20; i++)
      expect(await answer(recoveryCodes[0]!)).toMatchObject({ __typename: 'TooManyAttempts' });
    expect(await events()).toBe(before);
  });

  it('by more than one event from two hundred answers at once to a challenge that expired', async () => {
    const { me, secret } = await protectedAccount(service);
    const before = await events();
    const { person, challenge } = await challenged(service, me);
    const again = service.client();
    service.clock.advance({ seconds: 301 });
    const answers = Array.from({ length: 200 }, () => again.answerChallenge(challenge, person.code(secret)));
    for (const answer of await Promise.all(answers)) expect(answer['code']).toBe('CODE_REFUSED');
    expect(await events()).toBe(before + 1);
  });

  it('by more than one event from any number of challenges that expired, until the next right code', async () => {
    const target = await protectedAccount(service);
    const late = async (count: number) => {
      const earned = [];
      for (let i = 0; i < count; i++) earned.push(await challenged(service, target.me));
      service.clock.advance({ seconds: 301 });
      for (const { person, challenge } of earned)
        expect(await person.answerChallenge(challenge, '000000')).toMatchObject({ code: 'CODE_REFUSED' });
    };
    const before = await events();
    await late(10);
    await late(3);
    const { person, challenge } = await challenged(service, target.me);
    const answer = await person.answerChallenge(challenge, person.code(target.secret));
    expect(answer).toMatchObject({ __typename: 'SignedIn' });
    await late(3);
    // That one was late, that a code was right, and that one was late again.
    expect(await events()).toBe(before + 3);
  });

  it('by more than one event from any number of challenges that another authenticator made void', async () => {
    const { me, secret, owner } = await protectedAccount(service);
    const earned = [];
    for (let i = 0; i < 10; i++) earned.push(await challenged(service, me));
    const next = await owner.startEnrollment(me.password, owner.code(secret));
    await owner.confirmEnrollment(next['enrollmentId'] as string, owner.code(next['secret'] as string));
    const before = await events();
    const again = service.client();
    for (const { challenge } of earned)
      expect(await again.answerChallenge(challenge, '000000')).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await events()).toBe(before + 1);
  });

  it('by guesses during a lock, nor does the lock', async () => {
    const target = await guessed(service);
    const answers = await guess(target, 5);
    const [locked] = answers.slice(-1);
    expect(locked).toMatchObject({ retryAfter: 30 });
    const before = await events();
    const person = service.client();
    const { challenge } = await person.signIn(target.me);
    for (const answer of await guess({ ...target, person, challenge: challenge as string }, 20))
      expect(answer).toMatchObject({ __typename: 'TooManyAttempts', retryAfter: 30 });
    expect(await events()).toBe(before);
  });

  it('by anything somebody does who has neither password nor challenge', async () => {
    const { accountId } = await guessed(service);
    const before = await events();
    const stranger = service.client();
    for (let i = 0; i < 5; i++) {
      await stranger.signIn({ ...somebody(), password: 'a wrong password entirely' });
      await stranger.answerChallenge(`cs_challenge_${'A'.repeat(43)}`, '000000');
      await stranger.send(
        'mutation { confirmEnrollment(input: { enrollmentId: "x", code: "000000" }) { __typename } }',
      );
      await stranger.send('query ($id: ID!) { account(by: { id: $id }) { id } }', { id: accountId });
    }
    expect(await events()).toBe(before);
  });
});
