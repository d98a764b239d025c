import { history } from '../support/client-queries.js';
import { somebody } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { guessed } from './guessing.js';

describe('The budget of wrong codes', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

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
    const { person, accountId, challenge, secret } = await guessed(service);
    const input = `{ challenge: "${challenge}", code: "${person.wrongCode(secret)}" }`;
    const fields = Array.from(
      { length: 20 },
      (_, index) => `a${String(index)}: answerChallenge(input: ${input}) { __typename }`,
    );
    const { data, errors } = await person.send(`mutation { ${fields.join('\n')} }`);
    expect(data).toBeUndefined();
    expect(errors![0]).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
    const auditor = await service.keyClient('auditor');
    const types = ['TWO_FACTOR_CODE_REJECTED'];
    expect(await history(auditor, accountId, { filter: { types } })).toEqual([]);
  });

  it('is not widened by asking many times at once, with as many challenges', async () => {
    const { person, me, accountId, secret } = await guessed(service);
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
});
