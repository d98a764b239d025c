import { account, history, viewer } from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

describe('Confirming an enrollment', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  interface Enrolling {
    readonly person: Client;
    readonly me: Credentials;
    readonly accountId: string;
    readonly enrollmentId: string;
    readonly secret: string;
  }

  /** Somebody new who has a QR code before them. */
  async function enrolling(): Promise<Enrolling> {
    const person = service.client();
    const me = somebody();
    const { accountId } = await person.registered(me);
    const { enrollmentId, secret } = await person.startEnrollment(me.password);
    return { person, me, accountId, enrollmentId: enrollmentId as string, secret: secret as string };
  }

  it('turns 2FA on', async () => {
    const { person, me, accountId, enrollmentId, secret } = await enrolling();
    expect(await person.confirmEnrollment(enrollmentId, person.code(secret))).toEqual({
      __typename: 'EnrollmentConfirmed',
      enrollmentId,
      recoveryCodes: Array<unknown>(10).fill(expect.any(String)),
    });
    expect(await account(person, { id: accountId })).toMatchObject({
      twoFactor: { status: 'ON', since: service.clock.now().toISOString(), enrollmentExpiresAt: null },
    });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'ChallengeIssued' });
  });

  it('refuses a wrong code clearly, and takes the right one from the same QR code next', async () => {
    const { person, me, enrollmentId, secret } = await enrolling();
    expect(await person.confirmEnrollment(enrollmentId, person.wrongCode(secret))).toEqual({
      __typename: 'CodeRefused',
      code: 'CODE_REFUSED',
      message:
        'That code was not accepted. Wait for the next one, and check that the clock of your device is right.',
      retryAfter: null,
    });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
    expect(await person.confirmEnrollment(enrollmentId, person.code(secret))).toMatchObject({
      __typename: 'EnrollmentConfirmed',
    });
  });

  it('spends its code: it cannot sign in', async () => {
    const { person, me, accountId, enrollmentId, secret } = await enrolling();
    const code = person.code(secret);
    await person.confirmEnrollment(enrollmentId, code);
    const { challenge } = await person.signIn(me);
    expect(await person.answerChallenge(challenge as string, code)).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await history(person, accountId, { first: 1 })).toMatchObject([{ rejection: 'ALREADY_USED' }]);
  });

  it('ends every other session of the account, and keeps the one it was done in', async () => {
    const { person, me, enrollmentId, secret } = await enrolling();
    const [laptop, phone, stranger] = [service.client(), service.client(), service.client()];
    await laptop.signIn(me);
    await phone.signIn(me);
    await stranger.registered(somebody());
    await person.confirmEnrollment(enrollmentId, person.code(secret));
    expect(await viewer(laptop)).toBeNull();
    expect(await viewer(phone)).toBeNull();
    expect(await viewer(person)).toMatchObject({ session: { assuranceLevel: 'AAL1' } });
    expect(await viewer(stranger)).not.toBeNull();
  });

  it('leaves the sessions alone when the code is refused', async () => {
    const { person, me, enrollmentId, secret } = await enrolling();
    const laptop = service.client();
    await laptop.signIn(me);
    await person.confirmEnrollment(enrollmentId, person.wrongCode(secret));
    expect(await viewer(laptop)).not.toBeNull();
  });

  it('is too late once the enrollment has expired, also with the right code', async () => {
    const { person, me, accountId, enrollmentId, secret } = await enrolling();
    service.clock.advance({ seconds: 600 });
    expect(await person.confirmEnrollment(enrollmentId, person.code(secret))).toMatchObject({
      __typename: 'EnrollmentExpired',
      code: 'ENROLLMENT_EXPIRED',
      message: 'This QR code has expired. Please start again.',
    });
    expect(await history(person, accountId, { first: 1 })).toMatchObject([
      { type: 'TWO_FACTOR_CODE_REJECTED', rejection: 'ENROLLMENT_EXPIRED', purpose: 'CONFIRM_ENROLLMENT' },
    ]);
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('works up to the last second', async () => {
    const { person, enrollmentId, secret } = await enrolling();
    service.clock.advance({ seconds: 599 });
    expect(await person.confirmEnrollment(enrollmentId, person.code(secret))).toMatchObject({
      __typename: 'EnrollmentConfirmed',
    });
  });

  it('says so when a newer enrollment superseded this one, whose code counts no more', async () => {
    const { person, me, accountId, ...first } = await enrolling();
    const second = await person.startEnrollment(me.password);
    expect(await person.confirmEnrollment(first.enrollmentId, person.code(first.secret))).toMatchObject({
      __typename: 'EnrollmentSuperseded',
      code: 'ENROLLMENT_SUPERSEDED',
    });
    expect(await history(person, accountId, { first: 1 })).toMatchObject([
      { rejection: 'ENROLLMENT_SUPERSEDED' },
    ]);
    const enrollmentId = second['enrollmentId'] as string;
    expect(await person.confirmEnrollment(enrollmentId, person.code(first.secret))).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(
      await person.confirmEnrollment(enrollmentId, person.code(second['secret'] as string)),
    ).toMatchObject({
      __typename: 'EnrollmentConfirmed',
    });
    expect(await person.confirmEnrollment(first.enrollmentId, person.code(first.secret))).toMatchObject({
      code: 'ENROLLMENT_SUPERSEDED',
    });
  });

  it('finds no enrollment that was never started, or is somebody else’s', async () => {
    const [ada, grace] = [await enrolling(), await enrolling()];
    const notFound = { __typename: 'EnrollmentNotFound', code: 'ENROLLMENT_NOT_FOUND' };
    for (const id of [grace.enrollmentId, '019f0000-0000-7000-8000-000000000000', 'nonsense', '']) {
      expect(await ada.person.confirmEnrollment(id, ada.person.code(grace.secret))).toMatchObject(notFound);
    }
    expect(
      await grace.person.confirmEnrollment(grace.enrollmentId, grace.person.code(grace.secret)),
    ).toMatchObject({
      __typename: 'EnrollmentConfirmed',
    });
  });

  it('says so when it was done before', async () => {
    const { person, enrollmentId, secret } = await enrolling();
    await person.confirmEnrollment(enrollmentId, person.code(secret));
    service.clock.advance({ steps: 1 });
    expect(await person.confirmEnrollment(enrollmentId, person.code(secret))).toMatchObject({
      __typename: 'EnrollmentAlreadyConfirmed',
      code: 'ENROLLMENT_ALREADY_CONFIRMED',
    });
  });

  it('is for who is signed in', async () => {
    const { enrollmentId, person, secret } = await enrolling();
    expect(await service.client().confirmEnrollment(enrollmentId, person.code(secret))).toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
  });

  it('happens once when it is asked for ten times at once', async () => {
    const { person, accountId, enrollmentId, secret } = await enrolling();
    const results = await Promise.all(
      Array.from({ length: 10 }, () => person.confirmEnrollment(enrollmentId, person.code(secret))),
    );
    const kinds = results.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual([...Array<string>(9).fill('EnrollmentAlreadyConfirmed'), 'EnrollmentConfirmed']);
    const types = ['TWO_FACTOR_ENROLLMENT_CONFIRMED'];
    expect(await history(person, accountId, { filter: { types } })).toHaveLength(1);
  });
});
