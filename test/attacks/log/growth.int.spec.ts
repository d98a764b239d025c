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
