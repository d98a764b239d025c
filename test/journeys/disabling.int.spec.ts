import { account, history, viewer } from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

describe('With 2FA on, a person', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  interface Protected {
    readonly person: Client;
    readonly me: Credentials;
    readonly accountId: string;
    readonly secret: string;
  }

  /** Somebody new with 2FA on, whose next code is a fresh one. */
  async function protectedAccount(): Promise<Protected> {
    const [person, me] = [service.client(), somebody()];
    const enrolled = await person.enrolled(me);
    service.clock.advance({ steps: 1 });
    return { person, me, ...enrolled };
  }

  /** Signs in with password and code, a step later. */
  async function signInWith(secret: string, me: Credentials): Promise<string> {
    service.clock.advance({ steps: 1 });
    const client = service.client();
    const { challenge } = await client.signIn(me);
    return (await client.answerChallenge(challenge as string, client.code(secret))).__typename;
  }

  it('turns it off with password and a fresh code; from then on the password alone signs in', async () => {
    const { person, me, accountId, secret } = await protectedAccount();
    expect(await person.disableTwoFactor(me.password, person.code(secret))).toEqual({
      __typename: 'TwoFactorDisabled',
      accountId,
    });
    expect(await account(person, { id: accountId })).toMatchObject({
      twoFactor: { status: 'OFF', since: service.clock.now().toISOString(), enrollmentExpiresAt: null },
    });
    expect(await service.client().signIn(me)).toMatchObject({
      __typename: 'SignedIn',
      session: { assuranceLevel: 'AAL1', amr: ['pwd'] },
    });
  });

  it('cannot turn it off with the code alone', async () => {
    const { person, me, secret } = await protectedAccount();
    expect(await person.disableTwoFactor('wrong horse battery staple', person.code(secret))).toEqual({
      __typename: 'PasswordRefused',
      code: 'PASSWORD_REFUSED',
      message: 'That is not your password.',
      retryAfter: null,
    });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'ChallengeIssued' });
  });

  it('cannot turn it off with the password and a code that is wrong or was used', async () => {
    const { person, me, accountId, secret } = await protectedAccount();
    const used = person.code(secret, -1);
    for (const code of [person.wrongCode(secret), used]) {
      expect(await person.disableTwoFactor(me.password, code)).toMatchObject({ code: 'CODE_REFUSED' });
    }
    expect(await history(person, accountId, { first: 2 })).toMatchObject([
      { rejection: 'ALREADY_USED', purpose: 'DISABLE_TWO_FACTOR' },
      { rejection: 'WRONG', purpose: 'DISABLE_TWO_FACTOR' },
    ]);
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'ChallengeIssued' });
  });

  it('is told when it is off already', async () => {
    const { person, me, secret } = await protectedAccount();
    await person.disableTwoFactor(me.password, person.code(secret));
    service.clock.advance({ steps: 1 });
    expect(await person.disableTwoFactor(me.password, person.code(secret))).toMatchObject({
      __typename: 'TwoFactorNotOn',
      code: 'TWO_FACTOR_NOT_ON',
    });
  });

  it('has to be signed in to turn it off', async () => {
    const { me, person, secret } = await protectedAccount();
    expect(await service.client().disableTwoFactor(me.password, person.code(secret))).toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
  });

  it('gets a new key when it is turned on again, and the old one is dead', async () => {
    const { person, me, secret: old } = await protectedAccount();
    await person.disableTwoFactor(me.password, person.code(old));
    const { enrollmentId, secret } = await person.startEnrollment(me.password);
    expect(secret).not.toBe(old);
    const confirm = (key: string) => person.confirmEnrollment(enrollmentId as string, person.code(key));
    expect(await confirm(old)).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await confirm(secret as string)).toMatchObject({ __typename: 'EnrollmentConfirmed' });
    expect(await signInWith(old, me)).toBe('CodeRefused');
    expect(await signInWith(secret as string, me)).toBe('SignedIn');
  });

  it('needs a current code to move it to another authenticator', async () => {
    const { person, me, secret } = await protectedAccount();
    expect(await person.startEnrollment(me.password)).toMatchObject({
      __typename: 'CodeRequired',
      code: 'CODE_REQUIRED',
    });
    const code = person.wrongCode(secret);
    expect(await person.startEnrollment(me.password, code)).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await person.startEnrollment('wrong horse battery staple', person.code(secret))).toMatchObject({
      code: 'PASSWORD_REFUSED',
    });
  });

  it('moves it: the old authenticator protects until the new one is confirmed, and is dead after', async () => {
    const { person, me, accountId, secret: old } = await protectedAccount();
    const moving = await person.startEnrollment(me.password, person.code(old));
    const secret = moving['secret'] as string;
    expect(secret).not.toBe(old);
    expect(await account(person, { id: accountId })).toMatchObject({
      twoFactor: { status: 'ON', enrollmentExpiresAt: moving['expiresAt'] as string },
    });
    expect(await signInWith(secret, me)).toBe('CodeRefused');
    expect(await signInWith(old, me)).toBe('SignedIn');

    const other = service.client();
    service.clock.advance({ steps: 1 });
    const { challenge } = await other.signIn(me);
    await other.answerChallenge(challenge as string, other.code(old));
    const confirmed = await person.confirmEnrollment(moving['enrollmentId'] as string, person.code(secret));
    expect(confirmed).toMatchObject({ __typename: 'EnrollmentConfirmed' });
    expect(await viewer(other)).toBeNull();
    expect(await signInWith(old, me)).toBe('CodeRefused');
    expect(await signInWith(secret, me)).toBe('SignedIn');
  });

  it('spends the code the move was asked for with', async () => {
    const { person, me, secret } = await protectedAccount();
    const code = person.code(secret);
    await person.startEnrollment(me.password, code);
    const { challenge } = await person.signIn(me);
    expect(await person.answerChallenge(challenge as string, code)).toMatchObject({ code: 'CODE_REFUSED' });
  });

  it('stays protected by the old authenticator when the move is never confirmed', async () => {
    const { person, me, secret } = await protectedAccount();
    const { enrollmentId, ...moving } = await person.startEnrollment(me.password, person.code(secret));
    service.clock.advance({ seconds: 600 });
    const late = await person.confirmEnrollment(
      enrollmentId as string,
      person.code(moving['secret'] as string),
    );
    expect(late).toMatchObject({ code: 'ENROLLMENT_EXPIRED' });
    expect(await signInWith(moving['secret'] as string, me)).toBe('CodeRefused');
    expect(await signInWith(secret, me)).toBe('SignedIn');
  });
});
