import { startService, type Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { guess, guessed, type Guessed } from '../../journeys/guessing.js';
import { challenged, protectedAccount } from '../../journeys/protected-account.js';

const DAY = 86_400;

describe('When the clock of the service jumps', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.dispose());

  /** As it stands, with a challenge that is earned now: one from before is good for nothing after a step back. */
  const anew = async (target: Guessed) => ({ ...target, ...(await challenged(service, target.me)) });

  const answer = ({ person, challenge, secret }: Omit<Guessed, 'me' | 'accountId'>) =>
    person.answerChallenge(challenge, person.code(secret));

  async function lockedOut(): Promise<Guessed> {
    const target = await guessed(service);
    expect((await guess(target, 5)).at(-1)).toMatchObject({ retryAfter: 30 });
    return target;
  }

  it('back, a spent code stays spent, however far', async () => {
    const { me, secret } = await protectedAccount(service, 2);
    const first = await challenged(service, me);
    const code = first.person.code(secret);
    expect(await first.person.answerChallenge(first.challenge, code)).toMatchObject({
      __typename: 'SignedIn',
    });
    for (const seconds of [-30, -60, -DAY]) {
      service.clock.advance({ seconds });
      const { person, challenge } = await challenged(service, me);
      expect(await person.answerChallenge(challenge, code)).toMatchObject({ __typename: 'CodeRefused' });
      expect(await answer({ person, challenge, secret })).toMatchObject({ __typename: 'CodeRefused' });
    }
  });

  it('back, a lock is not lifted, and lasts no longer than it was to last, from when it is met', async () => {
    const target = await lockedOut();
    service.clock.advance({ seconds: -10 * DAY });
    const back = await anew(target);
    expect(await answer(back)).toMatchObject({ __typename: 'TooManyAttempts', retryAfter: 30 });
    service.clock.advance({ seconds: 29 });
    expect(await answer(back)).toMatchObject({ __typename: 'TooManyAttempts', retryAfter: 1 });
    service.clock.advance({ seconds: 1 });
    // The lock is over. The steps up to then were spent ten days later, and stay so.
    expect(await answer(back)).toMatchObject({ __typename: 'CodeRefused' });
  });

  it('back, the history gets one more entry, however often somebody tries', async () => {
    const target = await lockedOut();
    const before = await events();
    service.clock.advance({ seconds: -10 * DAY });
    const again = await anew(target);
    for (let i = 0; i < 10; i++) expect(await answer(again)).toMatchObject({ __typename: 'TooManyAttempts' });
    expect(await events()).toBe(before + 1);
  });

  it('forward over the end of a lock, the wrong codes before it still count: the next one locks for longer', async () => {
    const target = await lockedOut();
    service.clock.advance({ seconds: 10 * DAY });
    const [first, second] = await guess(await anew(target), 2);
    expect(first).toMatchObject({ __typename: 'CodeRefused', retryAfter: 60 });
    expect(second).toMatchObject({ __typename: 'TooManyAttempts', retryAfter: 60 });
  });

  it('forward and back again, everybody waits as long as the last wrong code says, and no longer', async () => {
    const target = await lockedOut();
    service.clock.advance({ seconds: DAY });
    await guess(await anew(target), 1);
    service.clock.advance({ seconds: -DAY });
    const back = await anew(target);
    expect(await answer(back)).toMatchObject({ __typename: 'TooManyAttempts', retryAfter: 60 });
    service.clock.advance({ seconds: 60 });
    expect(await answer(back)).toMatchObject({ __typename: 'SignedIn' });
  });

  async function events(): Promise<number> {
    let count = 0;
    await whileStopped(service, async ({ eventStore }) => {
      count = await eventStore.head();
    });
    return count;
  }
});
