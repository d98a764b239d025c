import { history, viewer } from '../support/client-queries.js';
import type { Client } from '../support/client.js';
import { ADA } from '../support/facts.js';
import { startService, type Service } from '../support/service.js';

describe('A person with an account', () => {
  let service: Service;
  let person: Client;
  let accountId: string;
  let secret: string;
  beforeEach(async () => {
    service = await startService();
    person = service.client();
    ({ accountId, secret } = await person.enrolled(ADA));
    service.clock.advance({ steps: 1 });
  });
  afterEach(() => service.dispose());

  it('turns 2FA on, signs in with it, turns it off, signs in without, and sees it all', async () => {
    const browser = service.client();
    const challenged = await browser.signIn(ADA);
    expect(challenged).toMatchObject({ __typename: 'ChallengeIssued' });
    expect(
      await browser.answerChallenge(challenged['challenge'] as string, browser.code(secret)),
    ).toMatchObject({
      __typename: 'SignedIn',
      session: { assuranceLevel: 'AAL2', amr: ['pwd', 'otp'] },
    });

    service.clock.advance({ steps: 1 });
    expect(await browser.disableTwoFactor(ADA.password, browser.code(secret))).toMatchObject({
      __typename: 'TwoFactorDisabled',
    });
    expect(await service.client().signIn(ADA)).toMatchObject({
      __typename: 'SignedIn',
      session: { assuranceLevel: 'AAL1', amr: ['pwd'] },
    });
    expect(await history(person, accountId, { order: 'OLDEST_FIRST' })).toMatchObject([
      { type: 'TWO_FACTOR_ENROLLMENT_STARTED', operation: 'startEnrollment' },
      { type: 'TWO_FACTOR_ENROLLMENT_CONFIRMED', operation: 'confirmEnrollment' },
      { type: 'TWO_FACTOR_RECOVERY_CODES_ISSUED', operation: 'confirmEnrollment' },
      { type: 'TWO_FACTOR_CODE_ACCEPTED', operation: 'answerChallenge', purpose: 'SIGN_IN' },
      { type: 'TWO_FACTOR_DISABLED', operation: 'disableTwoFactor' },
    ]);
  });

  it('finds everything as it was when the service starts again', async () => {
    const { challenge } = await service.client().signIn(ADA);
    const before = [await viewer(person), await history(person, accountId)];
    await service.stop();
    await service.startAgain();

    const again = service.client();
    again.token = person.token!;
    expect([await viewer(again), await history(again, accountId)]).toEqual(before);
    expect(await again.answerChallenge(challenge as string, again.code(secret, -1))).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(await again.answerChallenge(challenge as string, again.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
  });
});
