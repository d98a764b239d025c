import { resetPassword, startPasswordReset } from '../support/account-settings.js';
import { account, history, viewer } from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const REASON = 'Forgot it over the summer; identity checked at the counter, ticket 4712';
const NEW = 'nanoseconds are eleven inches';

describe('Who forgot the password', () => {
  let service: Service;
  let administrator: Client;
  let me: Credentials;
  let person: Client;
  beforeAll(async () => {
    service = await startService();
    administrator = await service.keyClient('administrator');
  });
  afterAll(() => service.dispose());
  beforeEach(() => {
    [me, person] = [somebody(), service.client()];
  });

  const begun = async (accountId: string) =>
    (await startPasswordReset(administrator, accountId, REASON))['token'] as string;

  it('is let choose another one by an administrator, and signs in with it', async () => {
    const { accountId } = await person.registered(me);
    const started = await startPasswordReset(administrator, accountId, `  ${REASON}\n`);
    expect(started).toEqual({
      __typename: 'PasswordResetStarted',
      accountId,
      token: expect.stringMatching(new RegExp(`^cs_reset_[\\w-]{43}_${accountId}$`)),
      expiresAt: new Date(service.clock.now().getTime() + 86_400_000).toISOString(),
    });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });

    const token = started['token'] as string;
    expect(await resetPassword(service.client(), { token, newPassword: NEW })).toEqual({
      __typename: 'PasswordReset',
      accountId,
    });
    expect(await viewer(person)).toBeNull();
    expect(await service.client().signIn(me)).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    expect(await service.client().signIn({ ...me, password: NEW })).toMatchObject({ __typename: 'SignedIn' });
  });

  it('needs a code for it while 2FA is on, which is spent by it, and 2FA stays on', async () => {
    const { accountId, secret } = await person.enrolled(me);
    const token = await begun(accountId);
    const reset = { token, newPassword: NEW };
    service.clock.advance({ steps: 1 });
    expect(await resetPassword(service.client(), reset)).toMatchObject({ code: 'CODE_REQUIRED' });
    expect(await resetPassword(service.client(), { ...reset, code: 'digits' })).toMatchObject({
      code: 'CODE_MALFORMED',
    });
    const wrong = person.wrongCode(secret);
    expect(await resetPassword(service.client(), { ...reset, code: wrong })).toMatchObject({
      code: 'CODE_REFUSED',
    });
    const code = person.code(secret);
    expect(await resetPassword(service.client(), { ...reset, code })).toMatchObject({
      __typename: 'PasswordReset',
    });
    const { challenge } = await person.signIn({ ...me, password: NEW });
    expect(await person.answerChallenge(challenge as string, code)).toMatchObject({ code: 'CODE_REFUSED' });
    service.clock.advance({ steps: 1 });
    expect(await person.answerChallenge(challenge as string, person.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
    expect(await account(person, { id: accountId })).toMatchObject({ twoFactor: { status: 'ON' } });
    expect(
      (await history(person, accountId, { first: 4 })).map(({ type, operation }) => [type, operation]),
    ).toEqual([
      ['TWO_FACTOR_CODE_ACCEPTED', 'answerChallenge'],
      ['TWO_FACTOR_CODE_REJECTED', 'answerChallenge'],
      ['TWO_FACTOR_CODE_ACCEPTED', 'resetPassword'],
      ['TWO_FACTOR_CODE_REJECTED', 'resetPassword'],
    ]);
  });

  it('does with a recovery code where the authenticator is gone too', async () => {
    const { accountId, recoveryCodes } = await person.enrolled(me);
    const reset = { token: await begun(accountId), newPassword: NEW, code: recoveryCodes[0]! };
    expect(await resetPassword(service.client(), reset)).toMatchObject({ __typename: 'PasswordReset' });
  });

  it.each([
    ['too short', 'fourteen chars'],
    ['easy to guess', 'passwordpassword'],
    ['what many people have', 'momsanaladventure'],
  ])('may choose again after one that is %s, as registering refuses it', async (_why, newPassword) => {
    const { accountId } = await person.registered(me);
    const token = await begun(accountId);
    const refused = await service.client().register({ username: 'new', password: newPassword });
    expect(await resetPassword(service.client(), { token, newPassword })).toEqual(refused);
    expect(await resetPassword(service.client(), { token, newPassword: NEW })).toMatchObject({
      __typename: 'PasswordReset',
    });
  });

  it('has to ask an administrator: nobody else can begin it', async () => {
    const { accountId } = await person.registered(me);
    const others = [
      await service.keyClient('application'),
      await service.keyClient('auditor'),
      person,
      service.client(),
    ];
    for (const other of others) {
      const refused = await startPasswordReset(other, accountId, REASON);
      expect(refused).toMatchObject({ __typename: 'NotAllowed', code: 'NOT_ALLOWED' });
      expect(await startPasswordReset(other, 'no account at all', REASON)).toEqual(refused);
    }
  });

  it('is let for a reason, and where there is an account', async () => {
    const { accountId } = await person.registered(me);
    for (const reason of ['', ' \n\t ', 'x'.repeat(501)])
      expect(await startPasswordReset(administrator, accountId, reason)).toMatchObject({
        code: 'REASON_INVALID',
      });
    for (const nobody of ['019f0000-0000-7000-8000-000000000000', 'nonsense', '', 'x'.repeat(5_000)])
      expect(await startPasswordReset(administrator, nobody, REASON)).toMatchObject({
        code: 'ACCOUNT_NOT_FOUND',
      });
  });
});
