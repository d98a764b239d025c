import { account, history, viewer } from '../support/client-queries.js';
import { startService, type Service } from '../support/service.js';
import { challenged, protectedAccount, type Protected } from './protected-account.js';

describe('The second step of signing in', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  const newest = async ({ owner, accountId }: Protected) =>
    (await history(owner, accountId, { first: 1 }))[0];

  it('begins with a challenge that says how long it waits, and no session', async () => {
    const { me } = await protectedAccount(service);
    const person = service.client();
    expect(await person.signIn(me)).toEqual({
      __typename: 'ChallengeIssued',
      challenge: expect.stringMatching(/^cs_challenge_[\w-]{43}$/),
      expiresAt: new Date(service.clock.now().getTime() + 300_000).toISOString(),
    });
    expect(person.token).toBeUndefined();
  });

  it('earns a session at AAL2', async () => {
    const { me, accountId, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    const signedIn = await person.answerChallenge(challenge, person.code(secret));
    expect(signedIn).toMatchObject({
      __typename: 'SignedIn',
      token: expect.stringMatching(/^cs_session_[\w-]{43}$/),
      session: { assuranceLevel: 'AAL2', amr: ['pwd', 'otp'] },
    });
    expect(await viewer(person)).toMatchObject({
      account: { id: accountId },
      session: signedIn['session'] as object,
    });
  });

  it('gives nobody a challenge whose password is wrong', async () => {
    const { me } = await protectedAccount(service);
    expect(await service.client().signIn({ ...me, password: 'wrong horse battery staple' })).toMatchObject({
      __typename: 'CredentialsRefused',
    });
  });

  it('gives a challenge that is good for nothing but answering', async () => {
    const { me, accountId, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    person.token = challenge;
    expect(await viewer(person)).toBeNull();
    expect(await account(person, { id: accountId })).toBeNull();
    expect(await person.startEnrollment(me.password, person.code(secret))).toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
    expect(await person.disableTwoFactor(me.password, person.code(secret))).toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
    expect(await person.signOut()).toMatchObject({ wasSignedIn: false });
  });

  it('takes no session and no API key for a challenge', async () => {
    const { owner, secret } = await protectedAccount(service);
    const key = await service.keyClient('administrator');
    for (const token of [owner.token!, key.token!, 'cs_challenge_', '']) {
      expect(await owner.answerChallenge(token, owner.code(secret))).toMatchObject({ code: 'CODE_REFUSED' });
    }
  });

  it('takes a challenge once', async () => {
    const { me, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    await person.answerChallenge(challenge, person.code(secret));
    service.clock.advance({ steps: 1 });
    const thief = service.client();
    expect(await thief.answerChallenge(challenge, thief.code(secret))).toMatchObject({
      code: 'CODE_REFUSED',
    });
  });

  it('leaves the challenge good for another try after a wrong code', async () => {
    const { me, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    expect(await person.answerChallenge(challenge, person.wrongCode(secret))).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(await person.answerChallenge(challenge, person.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
  });

  it('takes a challenge up to its last second', async () => {
    const { me, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    service.clock.advance({ seconds: 299 });
    expect(await person.answerChallenge(challenge, person.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
  });

  it('refuses a wrong code, a used one and an expired challenge in the same words; the history tells which', async () => {
    const mine = await protectedAccount(service);
    const { me, owner, secret } = mine;
    const refused = {
      __typename: 'CodeRefused',
      code: 'CODE_REFUSED',
      message:
        'That code was not accepted. Wait for the next one, and check that the clock of your device is right.',
      retryAfter: null,
    };

    const wrong = await challenged(service, me);
    expect(await wrong.person.answerChallenge(wrong.challenge, owner.wrongCode(secret))).toEqual(refused);
    expect(await newest(mine)).toMatchObject({ rejection: 'WRONG', purpose: 'SIGN_IN', failures: 1 });

    const spent = owner.code(secret);
    await wrong.person.answerChallenge(wrong.challenge, spent);
    const used = await challenged(service, me);
    expect(await used.person.answerChallenge(used.challenge, spent)).toEqual(refused);
    expect(await newest(mine)).toMatchObject({ rejection: 'ALREADY_USED', purpose: 'SIGN_IN', failures: 0 });

    const expired = await challenged(service, me);
    service.clock.advance({ seconds: 300 });
    expect(await expired.person.answerChallenge(expired.challenge, owner.code(secret))).toEqual(refused);
    expect(await newest(mine)).toMatchObject({
      rejection: 'CHALLENGE_EXPIRED',
      purpose: 'SIGN_IN',
      failures: 0,
    });

    const unknown = `cs_challenge_${'A'.repeat(43)}`;
    expect(await service.client().answerChallenge(unknown, owner.code(secret))).toEqual(refused);
  });

  it('voids a challenge when 2FA was changed since the password was entered', async () => {
    const mine = await protectedAccount(service);
    const { me, owner, secret } = mine;
    const before = await challenged(service, me);
    await owner.disableTwoFactor(me.password, owner.code(secret));
    const again = await owner.startEnrollment(me.password);
    const newSecret = again['secret'] as string;
    await owner.confirmEnrollment(again['enrollmentId'] as string, owner.code(newSecret));
    service.clock.advance({ steps: 1 });
    const answer = await before.person.answerChallenge(before.challenge, owner.code(newSecret));
    expect(answer).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await newest(mine)).toMatchObject({ rejection: 'CHALLENGE_VOID' });
  });

  it('leaves those who are signed in already as they are: AAL1 stays AAL1', async () => {
    const { owner } = await protectedAccount(service);
    expect(await viewer(owner)).toMatchObject({ session: { assuranceLevel: 'AAL1', amr: ['pwd'] } });
  });
});
