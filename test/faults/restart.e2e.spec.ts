import { ADA } from '../support/facts.js';
import { start } from '../support/process.js';
import { Subscriber } from '../support/subscriber.js';

const HISTORY = `query ($id: ID!) {
  viewer { account { username twoFactor { status } } session { id assuranceLevel expiresAt } }
  twoFactorHistory(accountId: $id, order: OLDEST_FIRST) {
    edges { cursor node { type at operation correlationId actor { kind } } }
  }
}`;

describe('A service that is started again', () => {
  it('finds accounts, sessions, 2FA and history as they were, and subscribers go on where they were', async () => {
    const first = await start();
    const person = first.client();
    const { accountId, secret } = await person.enrolled(ADA);
    const { token } = person;
    const subscriber = new Subscriber({ url: first.url, token, accountId, after: '0' });
    await subscriber.received(2);
    const before = await person.query(HISTORY, { id: accountId });
    expect(before).toMatchObject({ viewer: { account: { username: 'ada', twoFactor: { status: 'ON' } } } });
    await first.stop();
    await subscriber.rejected();

    const second = await start({ folder: first.folder });
    const again = second.client();
    again.token = token!;
    expect(await again.query(HISTORY, { id: accountId })).toEqual(before);
    expect(await second.client().signIn(ADA)).toMatchObject({ __typename: 'ChallengeIssued' });

    subscriber.resume(second.url);
    // The code of this step may be spent; the next one is good a step ahead.
    expect(await again.disableTwoFactor(ADA.password, again.code(secret, 1))).toMatchObject({
      __typename: 'TwoFactorDisabled',
    });
    expect((await subscriber.received(4)).map(({ type }) => type)).toEqual([
      'TWO_FACTOR_ENROLLMENT_STARTED',
      'TWO_FACTOR_ENROLLMENT_CONFIRMED',
      'TWO_FACTOR_RECOVERY_CODES_ISSUED',
      'TWO_FACTOR_DISABLED',
    ]);
    await subscriber.dispose();
    await second.stop();
  });
});
