import { history } from '../support/client-queries.js';
import { somebody, type Client, type Credentials, type Result } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const FIFTY = Array.from({ length: 50 }, (_, index) => index);

describe('Fifty answers with one code at the same instant', () => {
  let service: Service;
  let [person, me]: [Client, Credentials] = [undefined!, undefined!];
  let accountId: string;
  let secret: string;
  beforeEach(async () => {
    service = await startService();
    [person, me] = [service.client(), somebody()];
    ({ accountId, secret } = await person.enrolled(me));
    service.clock.advance({ steps: 1 });
  });
  afterEach(() => service.dispose());

  /** How many sessions came of it, all others being refused alike. */
  function sessions(answers: readonly Result[]): number {
    const signedIn = answers.filter(({ __typename }) => __typename === 'SignedIn');
    const refused = answers.filter(({ code }) => code === 'CODE_REFUSED');
    expect(signedIn.length + refused.length).toBe(FIFTY.length);
    return signedIn.length;
  }

  async function acceptedCodes(): Promise<number> {
    const types = ['TWO_FACTOR_CODE_ACCEPTED'];
    return (await history(await service.keyClient('auditor'), accountId, { filter: { types } })).length;
  }

  it('earn exactly one session when they answer one challenge', async () => {
    const { challenge } = await person.signIn(me);
    const code = person.code(secret);
    const answers = await Promise.all(
      FIFTY.map(() => service.client().answerChallenge(challenge as string, code)),
    );
    expect(sessions(answers)).toBe(1);
    expect(await acceptedCodes()).toBe(1);
  });

  it('earn exactly one session when each answers a challenge of its own', async () => {
    const challenges = await Promise.all(FIFTY.map(() => service.client().signIn(me)));
    const code = person.code(secret);
    const answers = await Promise.all(
      challenges.map(({ challenge }) => service.client().answerChallenge(challenge as string, code)),
    );
    expect(sessions(answers)).toBe(1);
    expect(await acceptedCodes()).toBe(1);
  });

  it('earn exactly one session when they carry every code of the drift window', async () => {
    const { challenge } = await person.signIn(me);
    service.clock.advance({ steps: 1 });
    const answers = await Promise.all(
      FIFTY.map((index) =>
        service.client().answerChallenge(challenge as string, person.code(secret, (index % 3) - 1)),
      ),
    );
    expect(sessions(answers)).toBe(1);
  });

  it('turn 2FA off once, or sign in once, but not both', async () => {
    const { challenge } = await service.client().signIn(me);
    const code = person.code(secret);
    const [answer, disabled] = await Promise.all([
      service.client().answerChallenge(challenge as string, code),
      person.disableTwoFactor(me.password, code),
    ]);
    const worked = [answer, disabled].filter(({ __typename }) =>
      ['SignedIn', 'TwoFactorDisabled'].includes(__typename),
    );
    expect(worked).toHaveLength(1);
  });
});
