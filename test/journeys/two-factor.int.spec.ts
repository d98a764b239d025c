import { ADA } from '../support/facts.js';
import { startService, type Service } from '../support/service.js';

describe('A person with an account', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.dispose());

  it('turns 2FA on, signs in with it, turns it off, and signs in without', async () => {
    const { clock } = service;
    const person = service.client();
    const { secret } = await person.enrolled(ADA);

    const browser = service.client();
    const challenged = await browser.signIn(ADA);
    expect(challenged).toMatchObject({ __typename: 'ChallengeIssued' });
    clock.advance({ steps: 1 });
    expect(await browser.answerChallenge(challenged['challenge'], browser.code(secret))).toMatchObject({
      __typename: 'SignedIn',
      session: { assuranceLevel: 'AAL2', amr: ['pwd', 'otp'] },
    });

    clock.advance({ steps: 1 });
    expect(await browser.disableTwoFactor(ADA.password, browser.code(secret))).toMatchObject({
      __typename: 'TwoFactorDisabled',
    });
    expect(await service.client().signIn(ADA)).toMatchObject({
      __typename: 'SignedIn',
      session: { assuranceLevel: 'AAL1', amr: ['pwd'] },
    });
  });

  it('sees it all in the history', async () => {
    const person = service.client();
    const { accountId, secret } = await person.enrolled(ADA);
    const { challenge } = await person.signIn(ADA);
    expect(await person.answerChallenge(challenge, person.code(secret))).toMatchObject({
      code: 'CODE_REFUSED',
    });
    const { data, errors } = await person.send(
      `query ($id: ID!) { viewer { account { username twoFactor { status } } } twoFactorHistory(accountId: $id, order: OLDEST_FIRST) { edges { node { type rejection operation actor { kind } } } } }`,
      { id: accountId },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      viewer: { account: { username: 'ada', twoFactor: { status: 'ON' } } },
      twoFactorHistory: {
        edges: [
          {
            node: {
              type: 'TWO_FACTOR_ENROLLMENT_STARTED',
              operation: 'startEnrollment',
              actor: { kind: 'PERSON' },
            },
          },
          { node: { type: 'TWO_FACTOR_ENROLLMENT_CONFIRMED', operation: 'confirmEnrollment' } },
          {
            node: {
              type: 'TWO_FACTOR_CODE_REJECTED',
              rejection: 'ALREADY_USED',
              operation: 'answerChallenge',
            },
          },
        ],
      },
    });
  });
});
