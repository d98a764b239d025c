import { history } from '../support/client-queries.js';
import { somebody, type Client, type Credentials, type Result } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

describe('The budget of wrong codes', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  interface Guessed {
    readonly person: Client;
    readonly me: Credentials;
    readonly accountId: string;
    readonly secret: string;
    readonly challenge: string;
  }

  /** Somebody with 2FA on, and who has their password before the second step. */
  async function guessed(): Promise<Guessed> {
    const [person, me] = [service.client(), somebody()];
    const enrolled = await person.enrolled(me);
    service.clock.advance({ steps: 2 });
    const { challenge } = await person.signIn(me);
    return { person, me, challenge: challenge as string, ...enrolled };
  }

  async function guess({ person, challenge, secret }: Guessed, times: number): Promise<readonly Result[]> {
    const answers: Result[] = [];
    for (let i = 0; i < times; i++) {
      answers.push(await person.answerChallenge(challenge, person.wrongCode(secret)));
    }
    return answers;
  }

  it('forgives four, and locks with the fifth, saying when to come back', async () => {
    const answers = await guess(await guessed(), 5);
    expect(answers.map(({ code, retryAfter }) => [code, retryAfter])).toEqual([
      ...Array<unknown>(4).fill(['CODE_REFUSED', null]),
      ['CODE_REFUSED', 30],
    ]);
  });

  it('refuses the right code too while the lock holds, and counts down', async () => {
    const victim = await guessed();
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
    const victim = await guessed();
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
    const victim = await guessed();
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
    const victim = await guessed();
    await guess(victim, 5);
    const until = new Date(service.clock.now().getTime() + 30_000).toISOString();
    const auditor = await service.keyClient('auditor');
    expect(await history(auditor, victim.accountId, { first: 2 })).toMatchObject([
      { type: 'TWO_FACTOR_LOCKED', failures: 5, lockedUntil: until, operation: 'answerChallenge' },
      { type: 'TWO_FACTOR_CODE_REJECTED', failures: 5, rejection: 'WRONG' },
    ]);
  });

  it('is one for every door: signing in, moving, confirming and turning off', async () => {
    const [person, me] = [service.client(), somebody()];
    const { secret } = await person.enrolled(me);
    service.clock.advance({ steps: 2 });
    const wrong = person.wrongCode(secret);
    const { enrollmentId } = await person.startEnrollment(me.password, person.code(secret));
    const { challenge } = await service.client().signIn(me);
    const answers = [
      await service.client().answerChallenge(challenge as string, wrong),
      await person.startEnrollment(me.password, wrong),
      await person.confirmEnrollment(enrollmentId as string, wrong),
      await person.disableTwoFactor(me.password, wrong),
      await person.confirmEnrollment(enrollmentId as string, wrong),
    ];
    expect(answers.map(({ code, retryAfter }) => [code, retryAfter])).toEqual([
      ...Array<unknown>(4).fill(['CODE_REFUSED', null]),
      ['CODE_REFUSED', 30],
    ]);
    const right = person.code(secret);
    const locked = { code: 'TOO_MANY_ATTEMPTS', retryAfter: 30 };
    expect(await service.client().answerChallenge(challenge as string, right)).toMatchObject(locked);
    expect(await person.startEnrollment(me.password, right)).toMatchObject(locked);
    expect(await person.confirmEnrollment(enrollmentId as string, right)).toMatchObject(locked);
    expect(await person.disableTwoFactor(me.password, right)).toMatchObject(locked);
  });

  it('holds for a first enrollment as well', async () => {
    const [person, me] = [service.client(), somebody()];
    await person.registered(me);
    const { enrollmentId, secret } = await person.startEnrollment(me.password);
    const confirm = (code: string) => person.confirmEnrollment(enrollmentId as string, code);
    for (let i = 0; i < 5; i++) await confirm(person.wrongCode(secret as string));
    expect(await confirm(person.code(secret as string))).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      retryAfter: 30,
    });
    service.clock.advance({ seconds: 30 });
    expect(await confirm(person.code(secret as string))).toMatchObject({ __typename: 'EnrollmentConfirmed' });
  });

  it('is not widened by asking many times in one request', async () => {
    const { person, challenge, secret } = await guessed();
    const input = `{ challenge: "${challenge}", code: "${person.wrongCode(secret)}" }`;
    const fields = Array.from(
      { length: 20 },
      (_, index) => `a${String(index)}: answerChallenge(input: ${input}) { __typename }`,
    );
    const answers = Object.values(await person.query(`mutation { ${fields.join('\n')} }`)) as Result[];
    const kinds = answers.map(({ __typename }) => __typename);
    expect(kinds).toEqual([
      ...Array<string>(5).fill('CodeRefused'),
      ...Array<string>(15).fill('TooManyAttempts'),
    ]);
  });

  it('is not widened by asking many times at once, with as many challenges', async () => {
    const { person, me, accountId, secret } = await guessed();
    const challenges = await Promise.all(Array.from({ length: 20 }, () => service.client().signIn(me)));
    const answers = await Promise.all(
      challenges.map(({ challenge }) =>
        person.answerChallenge(challenge as string, person.wrongCode(secret)),
      ),
    );
    expect(answers.filter(({ code }) => code === 'CODE_REFUSED')).toHaveLength(5);
    expect(answers.filter(({ code }) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(15);
    const auditor = await service.keyClient('auditor');
    const types = ['TWO_FACTOR_CODE_REJECTED'];
    expect(await history(auditor, accountId, { filter: { types } })).toHaveLength(5);
  });

  it('cannot be spent by who does not know the password', async () => {
    const { person, me, secret } = await guessed();
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
    const victim = await guessed();
    await guess(victim, 5);
    const { folder, clock } = service;
    await service.stop();
    service = await startService({ folder, clock });
    const answer = service.client().answerChallenge(victim.challenge, victim.person.code(victim.secret));
    expect(await answer).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 30 });
  });
});
