import { changePassword, sessions } from '../../support/account-settings.js';
import { account, history, viewer } from '../../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { NEW, WRONG } from './guessing.js';

describe('Changing the password', () => {
  let service: Service;
  let me: Credentials;
  let person: Client;
  let change: { readonly currentPassword: string; readonly newPassword: string };
  beforeAll(async () => {
    service = await startInProduction();
  });
  afterAll(() => service.dispose());
  beforeEach(() => {
    [me, person] = [somebody(), service.client()];
    change = { currentPassword: me.password, newPassword: NEW };
  });

  it('makes the new one good and the old one worthless', async () => {
    const { accountId } = await person.registered(me);
    expect(await changePassword(person, change)).toEqual({
      __typename: 'PasswordChanged',
      accountId,
      token: expect.stringMatching(/^cs_session_/) as string,
    });
    expect(await service.client().signIn(me)).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    expect(await service.client().signIn({ ...me, password: NEW })).toMatchObject({ __typename: 'SignedIn' });
  });

  it('ends every other session at once, and leaves the one that asked for it', async () => {
    await person.registered(me);
    const other = service.client();
    await other.signIn(me);
    await changePassword(person, change);
    expect(await viewer(other)).toBeNull();
    expect(await sessions(person)).toHaveLength(1);
  });

  it('takes the current password', async () => {
    await person.registered(me);
    expect(await changePassword(person, { ...change, currentPassword: WRONG })).toMatchObject({
      code: 'PASSWORD_REFUSED',
    });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('takes somebody who is signed in', async () => {
    await service.client().register(me);
    expect(await changePassword(person, change)).toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it.each([
    ['too short', 'fourteen chars'],
    ['easy to guess', 'passwordpassword'],
    ['what many people have', 'momsanaladventure'],
  ])('refuses one that is %s, as registering does', async (_why, newPassword) => {
    await person.registered(me);
    const refused = await service.client().register({ username: 'new', password: newPassword });
    expect(await changePassword(person, { ...change, newPassword })).toEqual(refused);
    expect(refused).toMatchObject({ code: 'PASSWORD_INVALID' });
  });

  it('refuses the username as one', async () => {
    const username = `a username of some length ${Math.random()}`;
    await person.registered({ ...me, username });
    expect(await changePassword(person, { ...change, newPassword: username })).toMatchObject({
      code: 'PASSWORD_INVALID',
    });
  });

  it('takes a fresh code while 2FA is on, spends it, and keeps 2FA on', async () => {
    const { accountId, secret } = await person.enrolled(me);
    expect(await changePassword(person, change)).toMatchObject({ code: 'CODE_REQUIRED' });
    const used = person.code(secret);
    expect(await changePassword(person, { ...change, code: used })).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await changePassword(person, { ...change, code: 'digits' })).toMatchObject({
      code: 'CODE_MALFORMED',
    });
    service.clock.advance({ steps: 1 });
    const code = person.code(secret);
    expect(await changePassword(person, { ...change, code })).toMatchObject({
      __typename: 'PasswordChanged',
    });
    expect(await account(person, { id: accountId })).toMatchObject({ twoFactor: { status: 'ON' } });
    const { challenge } = await service.client().signIn({ ...me, password: NEW });
    expect(await service.client().answerChallenge(challenge as string, code)).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(await history(person, accountId, { first: 2 })).toMatchObject([
      { rejection: 'ALREADY_USED', purpose: 'SIGN_IN' },
      { type: 'TWO_FACTOR_CODE_ACCEPTED', purpose: 'CHANGE_PASSWORD' },
    ]);
  });

  it('counts wrong codes together with those of signing in', async () => {
    const { secret } = await person.enrolled(me);
    const code = person.wrongCode(secret);
    const { challenge } = await service.client().signIn(me);
    for (let i = 0; i < 3; i++) await service.client().answerChallenge(challenge as string, code);
    for (let i = 0; i < 2; i++) await changePassword(person, { ...change, code });
    expect(await changePassword(person, { ...change, code })).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect(await service.client().answerChallenge(challenge as string, code)).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
    });
  });

  it('makes a challenge the old one earned worthless', async () => {
    const { accountId, secret } = await person.enrolled(me);
    service.clock.advance({ steps: 1 });
    const { challenge } = await service.client().signIn(me);
    await changePassword(person, { ...change, code: person.code(secret) });
    service.clock.advance({ steps: 1 });
    const answer = await service.client().answerChallenge(challenge as string, person.code(secret));
    expect(answer).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await history(person, accountId, { first: 1 })).toMatchObject([{ rejection: 'CHALLENGE_VOID' }]);
  });

  it('succeeds once when two sessions do it at the same instant, and only that one lives on', async () => {
    await person.registered(me);
    const other = service.client();
    await other.signIn(me);
    const told = await Promise.all([
      changePassword(person, change),
      changePassword(other, { ...change, newPassword: `${NEW} or so` }),
    ]);
    expect(told.map(({ __typename }) => __typename).sort()).toEqual(['PasswordChanged', 'PasswordRefused']);
    const alive = (await Promise.all([person, other].map(viewer))).filter((seen) => seen !== null);
    expect(alive).toHaveLength(1);
  });
});
