import { resetPassword, startPasswordReset } from '../../support/account-settings.js';
import { somebody, type Client, type Credentials } from '../../support/client.js';
import { run, start, type Running } from '../../support/process.js';
import { IN_PRODUCTION, INFO, lineOfLast, UUID, WARN } from '../../support/security-log.js';

const WRONG = 'nanoseconds are eleven inches';

describe('The security log has one line for', () => {
  let service: Running;
  let me: Credentials;
  let client: Client;
  let accountId: string;
  beforeAll(async () => {
    service = await start({ environment: IN_PRODUCTION });
  });
  beforeEach(async () => {
    [client, me] = [service.client(), somebody()];
    ({ accountId } = await client.registered(me));
  });
  afterAll(() => service.stop());

  const last = (of = client) => lineOfLast(service, of);
  const refused = { what: 'act', level: WARN };
  const accepted = { what: 'act', level: INFO };

  it('a right password: whose, the session it earned, and how', async () => {
    const { session } = await client.signIn(me);
    expect(await last()).toEqual({
      ...accepted,
      operation: 'signIn',
      outcome: 'SignedIn',
      accountId,
      // Who asked has a session already; that of the reply is the new one.
      sessionId: session.id,
      password: 'right',
      amr: ['pwd'],
    });
  });

  it('a wrong one: at which account, or by a blind index at which name nobody has', async () => {
    const stranger = service.client();
    const wrong = { ...refused, operation: 'signIn', outcome: 'CredentialsRefused', password: 'wrong' };
    await stranger.signIn({ ...me, password: WRONG });
    expect(await last(stranger)).toEqual({ ...wrong, accountId });
    const nobody = somebody();
    const indexes = [];
    for (let attempt = 0; attempt < 2; attempt++) {
      await stranger.signIn(nobody);
      const { nameIndex, ...line } = await last(stranger);
      expect(line).toEqual(wrong);
      indexes.push(nameIndex);
    }
    expect(indexes[0]).toMatch(/^[\w-]{20,}$/);
    expect(indexes[1]).toBe(indexes[0]);
  });

  it('a token to choose a new password: made by whom, refused at which account, used', async () => {
    const [administrator, stranger] = [service.client(), service.client()];
    const { folder } = service;
    const words = ['api-keys', 'create', '--role', 'administrator', '--name', 'desk'];
    administrator.token = (await run(words, { folder, environment: IN_PRODUCTION })).stdout.trim();
    const { token } = await startPasswordReset(administrator, accountId, 'Forgot it');
    expect(await last(administrator)).toEqual({
      ...accepted,
      operation: 'startPasswordReset',
      outcome: 'PasswordResetStarted',
      accountId,
      apiKeyId: UUID,
    });
    const wrong = { ...refused, operation: 'resetPassword', outcome: 'ResetRefused' };
    const reset = (of: string) =>
      resetPassword(stranger, { token: `cs_reset_${'A'.repeat(43)}_${of}`, newPassword: WRONG });
    await reset(accountId);
    expect(await last(stranger)).toEqual({ ...wrong, accountId });
    await reset('019f0000-0000-7000-8000-000000000000');
    expect(await last(stranger)).toEqual(wrong);
    await resetPassword(stranger, { token: token as string, newPassword: WRONG });
    expect(await last(stranger)).toEqual({
      ...accepted,
      operation: 'resetPassword',
      outcome: 'PasswordReset',
      accountId,
    });
  });

  it('one attempt too many, which was not looked at', async () => {
    const stranger = service.client();
    for (let attempt = 0; attempt < 10; attempt++) await stranger.signIn({ ...me, password: WRONG });
    await stranger.signIn(me);
    expect(await last(stranger)).toEqual({
      ...refused,
      operation: 'signIn',
      outcome: 'TooManyAttempts',
      accountId,
      password: 'overLimit',
    });
  });

  it('both steps of signing in with 2FA, and each code that is refused', async () => {
    const other = somebody();
    const { accountId: id, secret } = await service.client().enrolled(other);
    const { challenge } = await client.signIn(other);
    const asked = { sessionId: UUID, accountId: id };
    expect(await last()).toEqual({
      ...accepted,
      ...asked,
      operation: 'signIn',
      outcome: 'ChallengeIssued',
      password: 'right',
    });
    await client.answerChallenge(challenge as string, client.wrongCode(secret));
    const second = { ...asked, operation: 'answerChallenge' };
    expect(await last()).toEqual({ ...refused, ...second, outcome: 'CodeRefused' });
    const { session } = await client.answerChallenge(challenge as string, client.code(secret, 1));
    expect(await last()).toEqual({
      ...accepted,
      ...second,
      outcome: 'SignedIn',
      sessionId: session.id,
      amr: ['pwd', 'otp'],
    });
  });

  it('every other act that asks for proof, and which of it was right', async () => {
    const { secret } = await service.client().enrolled(somebody());
    await client.startEnrollment(WRONG);
    const mine = { accountId, sessionId: UUID };
    expect(await last()).toEqual({
      ...refused,
      ...mine,
      operation: 'startEnrollment',
      outcome: 'PasswordRefused',
      password: 'wrong',
    });
    const { enrollmentId, secret: key } = await client.startEnrollment(me.password);
    await client.confirmEnrollment(enrollmentId as string, client.code(key as string));
    expect(await last()).toEqual({
      ...accepted,
      ...mine,
      operation: 'confirmEnrollment',
      outcome: 'EnrollmentConfirmed',
    });
    await client.disableTwoFactor(me.password, client.wrongCode(secret));
    expect(await last()).toEqual({
      ...refused,
      ...mine,
      operation: 'disableTwoFactor',
      outcome: 'CodeRefused',
      password: 'right',
    });
  });

  it('a password that was changed', async () => {
    const query = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { __typename } }`;
    await client.send(query, { input: { currentPassword: me.password, newPassword: WRONG } });
    expect(await last()).toEqual({
      ...accepted,
      operation: 'changePassword',
      outcome: 'PasswordChanged',
      accountId,
      sessionId: UUID,
      password: 'right',
    });
  });

  it('each way to end a session', async () => {
    const mine = { ...accepted, accountId, sessionId: UUID };
    const { session } = await service.client().signIn(me);
    const end = `mutation ($input: EndSessionInput!) { endSession(input: $input) { __typename } }`;
    await client.send(end, { input: { sessionId: session.id } });
    const ended = { operation: 'endSession', outcome: 'SessionEnded', target: session.id };
    expect(await last()).toEqual({ ...mine, ...ended });
    await client.send('mutation { signOutEverywhere { wasSignedIn } }');
    expect(await last()).toEqual({ ...mine, operation: 'signOutEverywhere', outcome: 'SignedOut' });
    await client.signIn(me);
    await client.signOut();
    expect(await last()).toEqual({ ...mine, operation: 'signOut', outcome: 'SignedOut' });
  });

  it('an act whose answer asks for nothing, under another name', async () => {
    const query = `mutation ($input: SignInInput!) { hunter2: signIn(input: $input) { ... { __typename } } }`;
    await client.send(query, { input: { ...me, deliver: 'TOKEN' } });
    expect(await last()).toMatchObject({ operation: 'signIn', outcome: 'SignedIn' });
  });
});
