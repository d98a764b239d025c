import { UNTIL_RESET } from '../../../src/two-factor/lock.policy.js';
import { challenged, protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { history } from '../../support/client-queries.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { DOORS_FOR_CODES, tryAt } from './doors.js';

const GUESSES = 200;
/** Wrong codes in a row until the first lock. */
const BUDGET = 5;
const LONGEST_WAIT = 3_600;

describe('Guessing codes', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startInProduction();
  });
  afterEach(() => service.dispose());

  /** How many guesses were held against the secret, by the log. */
  async function judged({ accountId }: Protected): Promise<number> {
    const types = ['TWO_FACTOR_CODE_REJECTED'];
    return (await history(await service.keyClient('auditor'), accountId, { first: 100, filter: { types } }))
      .length;
  }

  it('two hundred times at the same instant, at every door and with ever new challenges, is five guesses', async () => {
    const target = await protectedAccount(service);
    const { owner, me, secret } = target;
    const another = await owner.startEnrollment(me.password, owner.code(secret));
    const enrollmentId = another['enrollmentId'] as string;
    const wrong = owner.wrongCode(secret, another['secret'] as string);
    const signedIn = service.clientOfEach(target.owner.token);
    const guesses = Array.from({ length: GUESSES }, (_, index) =>
      tryAt(DOORS_FOR_CODES[index % DOORS_FOR_CODES.length]!, wrong, {
        ...{ service, target, enrollmentId },
        by: signedIn[index % signedIn.length]!,
      }),
    );
    const answers = await Promise.allSettled(guesses);
    const codes = answers.map((answer) =>
      answer.status === 'fulfilled' ? (answer.value['code'] as string) : 'none',
    );
    expect(codes.filter((code) => code === 'CODE_REFUSED')).toHaveLength(BUDGET);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS').length).toBeGreaterThan(GUESSES / 2);
    expect(await judged(target)).toBe(BUDGET);
  });

  it('a hundred times in a row, with all the patience it takes, is the end of it until a reset', async () => {
    const target = await protectedAccount(service);
    const { me, accountId, secret, owner } = target;
    const answer = async (code: () => string) => {
      const { person, challenge } = await challenged(service, me);
      return person.answerChallenge(challenge, code());
    };
    let wait = 0;
    for (let failures = 1; failures <= 100; failures++) {
      const refused = await answer(() => owner.wrongCode(secret));
      expect(refused).toMatchObject({ code: 'CODE_REFUSED' });
      wait = (refused['retryAfter'] as number | null) ?? 0;
      if (failures < 100) {
        expect(wait).toBeLessThanOrEqual(LONGEST_WAIT);
        service.clock.advance({ seconds: wait });
      }
    }
    expect(wait).toBe(UNTIL_RESET);
    service.clock.advance({ seconds: 365 * 86_400 });
    expect(await answer(() => owner.code(secret))).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });

    const administrator = await service.keyClient('administrator');
    await administrator.resetTwoFactor(accountId, 'A hundred wrong codes.');
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });
});
