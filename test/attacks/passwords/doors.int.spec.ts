import { changePassword, eraseOwnAccount } from '../../support/account-settings.js';
import type { Client, Credentials } from '../../support/client.js';
import { startBehindProxy } from '../../support/behind-a-proxy.js';
import type { Service } from '../../support/service.js';
import { at, codesOf, guess, lookedAt, NEW, ownerAtHome, WRONG } from './guessing.js';

const CAFE = '203.0.113.9';

describe('The budget of wrong passwords', () => {
  let service: Service;
  let me: Credentials;
  let thief: Client;
  beforeEach(async () => {
    service = await startBehindProxy();
    me = await ownerAtHome(service);
    thief = at(service, CAFE);
    // Somebody has the session, not the password.
    await thief.signIn(me);
  });
  afterEach(() => service.dispose());

  it.each([
    ['turning 2FA on', () => thief.startEnrollment(WRONG)],
    ['turning 2FA off', () => thief.disableTwoFactor(WRONG, '123456')],
    ['changing the password', () => changePassword(thief, { currentPassword: WRONG, newPassword: NEW })],
    ['making recovery codes', () => thief.regenerateRecoveryCodes(WRONG, '123456')],
    ['erasing the account', () => eraseOwnAccount(thief, { password: WRONG })],
  ])('is one for signing in and %s', async (_act, attempt) => {
    for (let i = 0; i < 5; i++) expect(await attempt()).toMatchObject({ code: 'PASSWORD_REFUSED' });
    expect(codesOf(await guess(service, me.username, CAFE, 6))).toEqual(lookedAt(5, 1));
    expect(await attempt()).toEqual({
      __typename: 'TooManyAttempts',
      code: 'TOO_MANY_ATTEMPTS',
      message: 'Too many wrong passwords. Please wait before you try again.',
      retryAfter: 180,
    });
  });

  it('is not looked past by the right one either, in any of these acts', async () => {
    await guess(service, me.username, CAFE, 10);
    const acts = [
      thief.startEnrollment(me.password),
      thief.disableTwoFactor(me.password, '123456'),
      changePassword(thief, { currentPassword: me.password, newPassword: NEW }),
      thief.regenerateRecoveryCodes(me.password, '123456'),
      eraseOwnAccount(thief, { password: me.password }),
    ];
    expect(codesOf(await Promise.all(acts))).toEqual(Array(5).fill('TOO_MANY_ATTEMPTS'));
  });

  it('is not used up by attempts the service could not look at', async () => {
    await service.break('eventStore', 'readStream', 'the disk is on fire');
    for (let i = 0; i < 15; i++)
      await expect(thief.startEnrollment(me.password)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await service.mend();
    expect(await thief.startEnrollment(me.password)).toMatchObject({ __typename: 'EnrollmentStarted' });
  });
});
