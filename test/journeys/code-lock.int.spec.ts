import { history } from '../support/client-queries.js';
import { startService, type Service } from '../support/service.js';
import { guess, guessed } from './guessing.js';

describe('The lock after wrong codes', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  it('forgives four, and locks with the fifth, saying when to come back', async () => {
    const answers = await guess(await guessed(service), 5);
    expect(answers.map(({ code, retryAfter }) => [code, retryAfter])).toEqual([
      ...Array<unknown>(4).fill(['CODE_REFUSED', null]),
      ['CODE_REFUSED', 30],
    ]);
  });

  it('refuses the right code too while the lock holds, and counts down', async () => {
    const victim = await guessed(service);
    await guess(victim, 5);
    const { person, challenge, secret } = victim;
    const locked = {
      __typename: 'TooManyAttempts',
      code: 'TOO_MANY_ATTEMPTS',
      message: 'Too many wrong codes. Please wait before you try again.',
    };
    expect(await person.answerChallenge(challenge, person.code(secret))).toEqual({
      ...locked,
      retryAfter: 30,
    });
    service.clock.advance({ seconds: 29 });
    expect(await person.answerChallenge(challenge, person.code(secret))).toEqual({
      ...locked,
      retryAfter: 1,
    });
  });

  it('lets the right code in again when the lock has ended by itself, and starts anew', async () => {
    const victim = await guessed(service);
    await guess(victim, 5);
    service.clock.advance({ seconds: 30 });
    const { person, me, challenge, secret } = victim;
    expect(await person.answerChallenge(challenge, person.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
    service.clock.advance({ steps: 1 });
    const { challenge: next } = await person.signIn(me);
    const after = await guess({ ...victim, challenge: next as string }, 4);
    expect(after.map(({ retryAfter }) => retryAfter as unknown)).toEqual([null, null, null, null]);
  });

  it('locks twice as long with each further wrong code, but never for more than an hour', async () => {
    const victim = await guessed(service);
    await guess(victim, 4);
    const { person, me, secret } = victim;
    for (const wait of [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]) {
      const { challenge } = await person.signIn(me);
      const answer = await person.answerChallenge(challenge as string, person.wrongCode(secret));
      expect(answer).toMatchObject({ code: 'CODE_REFUSED', retryAfter: wait });
      service.clock.advance({ seconds: wait });
    }
  });

  it('is told to the owner: how many, and until when it is locked', async () => {
    const victim = await guessed(service);
    await guess(victim, 5);
    const until = new Date(service.clock.now().getTime() + 30_000).toISOString();
    const auditor = await service.keyClient('auditor');
    expect(await history(auditor, victim.accountId, { first: 2 })).toMatchObject([
      { type: 'TWO_FACTOR_LOCKED', failures: 5, lockedUntil: until, operation: 'answerChallenge' },
      { type: 'TWO_FACTOR_CODE_REJECTED', failures: 5, rejection: 'WRONG' },
    ]);
  });

  it('cannot be spent by who does not know the password', async () => {
    const { person, me, secret } = await guessed(service);
    const wrong = person.wrongCode(secret);
    const stranger = service.client();
    for (let i = 0; i < 6; i++) {
      await stranger.answerChallenge(`cs_challenge_${'A'.repeat(43)}`, wrong);
      expect(await stranger.signIn({ ...me, password: 'wrong horse battery staple' })).toMatchObject({
        __typename: 'CredentialsRefused',
      });
    }
    const { challenge } = await person.signIn(me);
    expect(await person.answerChallenge(challenge as string, person.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
  });

  it('holds through a restart', async () => {
    const victim = await guessed(service);
    await guess(victim, 5);
    await service.stop();
    await service.startAgain();
    const answer = service.client().answerChallenge(victim.challenge, victim.person.code(victim.secret));
    expect(await answer).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 30 });
  });
});
