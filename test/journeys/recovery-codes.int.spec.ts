import { changePassword, eraseOwnAccount } from '../support/account-settings.js';
import { account, history, twoFactorAt, viewer } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { challenged, protectedAccount, type Protected } from './protected-account.js';

const SHOWN = /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/;
const NEW_PASSWORD = 'another tale of seventeen otters';

describe('Recovery codes', () => {
  let service: Service;
  let auditor: Client;
  beforeAll(async () => {
    service = await startService();
    auditor = await service.keyClient('auditor');
  });
  afterAll(() => service.dispose());

  const left = async (id: string) =>
    ((await account(auditor, { id }))?.['twoFactor'] as { recoveryCodesLeft: number | null })
      .recoveryCodesLeft;
  const told = async (id: string, first = 3) =>
    (await history(auditor, id, { first })).map(({ type }) => type as string);
  async function signInWith({ me }: Pick<Protected, 'me'>, code: string) {
    const { person, challenge } = await challenged(service, me);
    return { person, answer: await person.answerChallenge(challenge, code) };
  }

  it('are ten, shown with the confirmation that turned 2FA on', async () => {
    const { owner, accountId, recoveryCodes } = await protectedAccount(service);
    expect(recoveryCodes).toHaveLength(10);
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes) expect(code).toMatch(SHOWN);
    expect((await viewer(owner))?.['account'].twoFactor).toMatchObject({ recoveryCodesLeft: 10 });
    expect(await told(accountId, 2)).toEqual([
      'TWO_FACTOR_RECOVERY_CODES_ISSUED',
      'TWO_FACTOR_ENROLLMENT_CONFIRMED',
    ]);
  });

  it('sign in with the password, at AAL2, and the session says by what', async () => {
    const mine = await protectedAccount(service);
    const { person, answer } = await signInWith(mine, mine.recoveryCodes[3]!);
    expect(answer).toMatchObject({ __typename: 'SignedIn' });
    expect((await viewer(person))?.['session']).toMatchObject({
      assuranceLevel: 'AAL2',
      amr: ['pwd', 'recovery'],
    });
    expect(await left(mine.accountId)).toBe(9);
    expect((await history(auditor, mine.accountId, { first: 1 }))[0]).toMatchObject({
      type: 'TWO_FACTOR_RECOVERY_CODE_USED',
      purpose: 'SIGN_IN',
      operation: 'answerChallenge',
      recoveryCodesLeft: 9,
    });
  });

  it('are read however they are written', async () => {
    const mine = await protectedAccount(service);
    const [one, two, three] = mine.recoveryCodes as [string, string, string];
    const written = [one.toUpperCase(), two.replace('-', ''), ` ${three.replace('-', ' – ')} `];
    for (const code of written)
      expect((await signInWith(mine, code)).answer).toMatchObject({ __typename: 'SignedIn' });
    expect(await left(mine.accountId)).toBe(7);
  });

  it('work once each: a used one is refused as a wrong one is, and its owner is told', async () => {
    const mine = await protectedAccount(service);
    const code = mine.recoveryCodes[0]!;
    await signInWith(mine, code);
    expect((await signInWith(mine, code.toUpperCase())).answer).toMatchObject({ code: 'CODE_REFUSED' });
    expect((await history(auditor, mine.accountId, { first: 1 }))[0]).toMatchObject({
      type: 'TWO_FACTOR_CODE_REJECTED',
      rejection: 'ALREADY_USED',
      failures: 1,
    });
    for (const other of mine.recoveryCodes.slice(1))
      expect((await signInWith(mine, other)).answer).toMatchObject({ __typename: 'SignedIn' });
    expect(await left(mine.accountId)).toBe(0);
  });

  it('turn 2FA off, and are gone with it', async () => {
    const mine = await protectedAccount(service);
    const { me, owner, recoveryCodes, accountId } = mine;
    expect(await owner.disableTwoFactor(me.password, recoveryCodes[0]!)).toMatchObject({
      __typename: 'TwoFactorDisabled',
    });
    expect(await told(accountId, 2)).toEqual(['TWO_FACTOR_DISABLED', 'TWO_FACTOR_RECOVERY_CODE_USED']);
    expect(await left(accountId)).toBeNull();
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('move 2FA to another authenticator, whose confirmation brings new ones in their place', async () => {
    const mine = await protectedAccount(service);
    const { me, owner, recoveryCodes, accountId } = mine;
    const started = await owner.startEnrollment(me.password, recoveryCodes[0]);
    expect(started).toMatchObject({ __typename: 'EnrollmentStarted' });
    expect((await signInWith(mine, recoveryCodes[1]!)).answer).toMatchObject({ __typename: 'SignedIn' });
    const secret = started['secret'] as string;
    const confirmed = await owner.confirmEnrollment(started['enrollmentId'] as string, owner.code(secret));
    const anew = confirmed['recoveryCodes'] as readonly string[];
    expect(anew).toHaveLength(10);
    expect(anew.filter((code) => recoveryCodes.includes(code))).toEqual([]);
    expect((await signInWith(mine, recoveryCodes[2]!)).answer).toMatchObject({ code: 'CODE_REFUSED' });
    expect((await signInWith(mine, anew[2]!)).answer).toMatchObject({ __typename: 'SignedIn' });
    expect(await left(accountId)).toBe(9);
  });

  it('are full proof where a code is: changing the password, erasing the account', async () => {
    const { me, owner, recoveryCodes, accountId } = await protectedAccount(service);
    const change = { currentPassword: me.password, newPassword: NEW_PASSWORD };
    expect(await changePassword(owner, { ...change, code: recoveryCodes[0]! })).toMatchObject({
      __typename: 'PasswordChanged',
    });
    const [{ type, purpose }] = (await history(auditor, accountId, { first: 1 })) as [Record<string, string>];
    expect([type, purpose]).toEqual(['TWO_FACTOR_RECOVERY_CODE_USED', 'CHANGE_PASSWORD']);
    expect(await eraseOwnAccount(owner, { password: NEW_PASSWORD, code: recoveryCodes[1]! })).toMatchObject({
      __typename: 'AccountErased',
    });
  });

  it('do not confirm an enrollment: only its authenticator shows that it works', async () => {
    const [person, me] = [service.client(), somebody()];
    const first = await person.enrolled(me);
    service.clock.advance({ steps: 1 });
    const started = await person.startEnrollment(me.password, person.code(first.secret));
    expect(
      await person.confirmEnrollment(started['enrollmentId'] as string, first.recoveryCodes[0]!),
    ).toMatchObject({
      code: 'CODE_MALFORMED',
      message: 'A code is six digits, as your authenticator shows it.',
    });
    expect(await left(first.accountId)).toBe(10);
  });

  it('are asked for by their shape: anything else is malformed', async () => {
    const { person, challenge } = await challenged(service, (await protectedAccount(service)).me);
    for (const code of ['', 'k7m2q', 'k7m2q-x9dwu', '1234567'])
      expect(await person.answerChallenge(challenge, code)).toMatchObject({
        code: 'CODE_MALFORMED',
        message: expect.stringContaining('or one of your recovery codes') as string,
      });
  });

  it('share the locks of all codes', async () => {
    const mine = await protectedAccount(service);
    for (let i = 0; i < 5; i++) await signInWith(mine, 'aaaaa-aaaaa');
    const locked = { code: 'TOO_MANY_ATTEMPTS', retryAfter: 30 };
    expect((await signInWith(mine, mine.recoveryCodes[0]!)).answer).toMatchObject(locked);
    expect((await signInWith(mine, mine.owner.code(mine.secret))).answer).toMatchObject(locked);
    service.clock.advance({ seconds: 30 });
    expect((await signInWith(mine, mine.recoveryCodes[0]!)).answer).toMatchObject({ __typename: 'SignedIn' });
  });

  it('are gone with a reset', async () => {
    const mine = await protectedAccount(service);
    const { challenge, person } = await challenged(service, mine.me);
    const administrator = await service.keyClient('administrator');
    await administrator.resetTwoFactor(mine.accountId, 'The telephone is lost.');
    expect(await left(mine.accountId)).toBeNull();
    expect(await person.answerChallenge(challenge, mine.recoveryCodes[0]!)).toMatchObject({
      code: 'CODE_REFUSED',
    });
  });

  it('are told of the past as well', async () => {
    const mine = await protectedAccount(service);
    const before = (await account(auditor, { id: mine.accountId }))?.['position'] as string;
    await signInWith(mine, mine.recoveryCodes[0]!);
    const after = (await account(auditor, { id: mine.accountId }))?.['position'] as string;
    const at = async (position: string) =>
      (await twoFactorAt(auditor, mine.accountId, { position }))?.['recoveryCodesLeft'] as number | null;
    expect([await at(before), await at(after)]).toEqual([10, 9]);
  });
});

describe('Regenerating recovery codes', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  it('takes password and code, and ends those from before', async () => {
    const { me, owner, secret, recoveryCodes } = await protectedAccount(service);
    const anew = await owner.regenerateRecoveryCodes(me.password, owner.code(secret));
    expect(anew['recoveryCodes']).toHaveLength(10);
    const { person, challenge } = await challenged(service, me);
    expect(await person.answerChallenge(challenge, recoveryCodes[0]!)).toMatchObject({
      code: 'CODE_REFUSED',
    });
    const code = (anew['recoveryCodes'] as string[])[0]!;
    expect(await person.answerChallenge(challenge, code)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('spends the code, in the same append', async () => {
    const { me, owner, secret, accountId } = await protectedAccount(service);
    const code = owner.code(secret);
    await owner.regenerateRecoveryCodes(me.password, code);
    expect(await owner.disableTwoFactor(me.password, code)).toMatchObject({ code: 'CODE_REFUSED' });
    const [, issued, accepted] = await history(owner, accountId, { first: 3 });
    expect(issued).toMatchObject({
      type: 'TWO_FACTOR_RECOVERY_CODES_ISSUED',
      purpose: 'REGENERATE_RECOVERY_CODES',
      recoveryCodesLeft: 10,
      correlationId: accepted!['correlationId'] as string,
    });
    expect(accepted).toMatchObject({
      type: 'TWO_FACTOR_CODE_ACCEPTED',
      purpose: 'REGENERATE_RECOVERY_CODES',
      operation: 'regenerateRecoveryCodes',
    });
  });

  it('is refused without the password, without a code of the authenticator, and while 2FA is off', async () => {
    const { me, owner, secret, recoveryCodes } = await protectedAccount(service);
    const attempt = (password: string, code: string) => owner.regenerateRecoveryCodes(password, code);
    expect(await attempt('not the password at all', owner.code(secret))).toMatchObject({
      code: 'PASSWORD_REFUSED',
    });
    expect(await attempt(me.password, recoveryCodes[0]!)).toMatchObject({ code: 'CODE_MALFORMED' });
    expect(await attempt(me.password, owner.wrongCode(secret))).toMatchObject({ code: 'CODE_REFUSED' });
    await owner.disableTwoFactor(me.password, recoveryCodes[0]!);
    expect(await attempt(me.password, owner.code(secret))).toMatchObject({ code: 'TWO_FACTOR_NOT_ON' });
    expect(await service.client().regenerateRecoveryCodes(me.password, '123456')).toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
  });
});
