import { history } from '../support/client-queries.js';
import { startService, type Service } from '../support/service.js';
import { challenged, protectedAccount, type Protected } from './protected-account.js';

describe('An authenticator whose clock is off', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  const newest = async ({ owner, accountId }: Protected) =>
    (await history(owner, accountId, { first: 1 }))[0];

  it('gets in with codes one step early or late', async () => {
    for (const step of [-1, 0, 1]) {
      const { me, secret } = await protectedAccount(service);
      const { person, challenge } = await challenged(service, me);
      expect(await person.answerChallenge(challenge, person.code(secret, step))).toMatchObject({
        __typename: 'SignedIn',
      });
    }
  });

  it('is refused two steps early or late, and its owner told by how much', async () => {
    for (const [step, seconds] of [
      [-2, -60],
      [2, 60],
    ] as const) {
      const mine = await protectedAccount(service);
      const { person, challenge } = await challenged(service, mine.me);
      expect(await person.answerChallenge(challenge, person.code(mine.secret, step))).toMatchObject({
        code: 'CODE_REFUSED',
      });
      expect(await newest(mine)).toMatchObject({
        rejection: 'CLOCK_OFF',
        clockOffBySeconds: seconds,
        failures: 1,
      });
    }
  });

  it('cannot go back to a step before one already taken, though its code was never used', async () => {
    const mine = await protectedAccount(service);
    const { person, challenge } = await challenged(service, mine.me);
    await person.answerChallenge(challenge, person.code(mine.secret, 1));
    const again = await challenged(service, mine.me);
    expect(await again.person.answerChallenge(again.challenge, person.code(mine.secret, 0))).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(await newest(mine)).toMatchObject({ rejection: 'ALREADY_USED' });
  });
});

describe('The drift window', () => {
  it.each([
    { DRIFT_STEPS: '0', taken: 0, refused: 1 },
    { DRIFT_STEPS: '2', taken: 2, refused: 3 },
  ])('is as wide as DRIFT_STEPS=$DRIFT_STEPS says', async ({ DRIFT_STEPS, taken, refused }) => {
    await using service = await startService({ environment: { DRIFT_STEPS } });
    const { me, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    const answer = (step: number) => person.answerChallenge(challenge, person.code(secret, step));
    expect(await answer(refused)).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await answer(-refused)).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await answer(taken)).toMatchObject({ __typename: 'SignedIn' });
  });
});
