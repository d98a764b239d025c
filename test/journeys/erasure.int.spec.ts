import { CHANGE_PASSWORD, eraseAccount, eraseOwnAccount, sessions } from '../support/account-settings.js';
import {
  account,
  accounts,
  history,
  historyPage,
  nodes,
  twoFactorAt,
  viewer,
} from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { challenged, protectedAccount } from './protected-account.js';

describe('Erasing an account', () => {
  let service: Service;
  let auditor: Client;
  let administrator: Client;
  beforeAll(async () => {
    service = await startService();
    auditor = await service.keyClient('auditor');
    administrator = await service.keyClient('administrator');
  });
  afterAll(() => service.dispose());

  it('takes the password, and from then on nobody gets in', async () => {
    const [person, other, me] = [service.client(), service.client(), somebody()];
    const { accountId } = await person.registered(me);
    await other.signIn(me);
    expect(await eraseOwnAccount(person, { password: 'not the password at all' })).toMatchObject({
      code: 'PASSWORD_REFUSED',
    });
    expect(await viewer(person)).not.toBeNull();
    expect(await eraseOwnAccount(person, me)).toEqual({ __typename: 'AccountErased', accountId });
    for (const client of [person, other]) {
      expect(await viewer(client)).toBeNull();
      expect(await sessions(client)).toBeNull();
      expect(await historyPage(client, accountId)).toBeNull();
    }
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'CredentialsRefused' });
  });

  it('takes a fresh code as well while 2FA is on, and spends it', async () => {
    const { owner, me, accountId, secret } = await protectedAccount(service);
    expect(await eraseOwnAccount(owner, me)).toMatchObject({ code: 'CODE_REQUIRED' });
    const wrong = owner.wrongCode(secret);
    expect(await eraseOwnAccount(owner, { ...me, code: wrong })).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await eraseOwnAccount(owner, { ...me, code: '12345' })).toMatchObject({ code: 'CODE_MALFORMED' });
    expect(await eraseOwnAccount(owner, { ...me, code: owner.code(secret) })).toMatchObject({
      __typename: 'AccountErased',
    });
    expect(await history(auditor, accountId)).toMatchObject([
      { type: 'TWO_FACTOR_CODE_ACCEPTED', purpose: 'ERASE_ACCOUNT', operation: 'eraseOwnAccount' },
      { type: 'TWO_FACTOR_CODE_REJECTED', purpose: 'ERASE_ACCOUNT', rejection: 'WRONG' },
      { type: 'TWO_FACTOR_RECOVERY_CODES_ISSUED' },
      { type: 'TWO_FACTOR_ENROLLMENT_CONFIRMED' },
      { type: 'TWO_FACTOR_ENROLLMENT_STARTED' },
    ]);
  });

  it('is done for administrators by id, as often as they ask, and for nobody else', async () => {
    const { owner, me, accountId } = await protectedAccount(service);
    for (const client of [owner, auditor, await service.keyClient('application'), service.client()])
      expect(await eraseAccount(client, accountId)).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'ChallengeIssued' });
    for (let times = 0; times < 2; times++)
      expect(await eraseAccount(administrator, accountId)).toEqual({
        __typename: 'AccountErased',
        accountId,
      });
    expect(await viewer(owner)).toBeNull();
    for (const unknown of ['019f0000-0000-7000-8000-000000000000', 'nonsense', ''])
      expect(await eraseAccount(administrator, unknown)).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
  });

  it('asks who is signed in for nothing else: without a session there is nothing to erase', async () => {
    expect(await eraseOwnAccount(service.client(), somebody())).toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('voids a challenge that is out, however right its code is', async () => {
    const { owner, me, accountId, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    await eraseAccount(administrator, accountId);
    for (let times = 0; times < 2; times++)
      expect(await person.answerChallenge(challenge, owner.code(secret))).toMatchObject({
        code: 'CODE_REFUSED',
      });
    expect(await viewer(person)).toBeNull();
  });

  it('frees the name, in all its spellings, and whoever takes it inherits nothing', async () => {
    const { me, accountId } = await protectedAccount(service);
    await eraseAccount(administrator, accountId);
    const stranger = service.client();
    const theirs = { username: me.username.toUpperCase(), password: 'the password of somebody else' };
    const taken = await stranger.registered(theirs);
    expect(taken.accountId).not.toBe(accountId);
    expect(await service.client().signIn({ ...theirs, password: me.password })).toMatchObject({
      __typename: 'CredentialsRefused',
    });
    expect(await viewer(stranger)).toMatchObject({
      account: { id: taken.accountId, twoFactor: { status: 'OFF' } },
    });
    expect(await history(stranger, taken.accountId)).toEqual([]);
    expect(await historyPage(stranger, accountId)).toBeNull();
    expect(await sessions(stranger)).toHaveLength(1);
    expect(await account(auditor, { username: me.username })).toMatchObject({ id: taken.accountId });
    expect(await service.client().register(me)).toMatchObject({ code: 'USERNAME_TAKEN' });
  });

  it('lets one of many take the name', async () => {
    const me = somebody();
    const { accountId } = await service.client().registered(me);
    await eraseAccount(administrator, accountId);
    const told = await Promise.all(Array.from({ length: 8 }, () => service.client().register(me)));
    expect(told.filter(({ __typename }) => __typename === 'Registered')).toHaveLength(1);
  });

  it('takes the account out of every list, and leaves all others in', async () => {
    const [gone, stays] = [await protectedAccount(service), await protectedAccount(service)];
    await eraseAccount(administrator, gone.accountId);
    const ids: string[] = [];
    for (let after: string | null | undefined = null; after !== undefined;) {
      const page = await accounts(auditor, { first: 5, after });
      ids.push(...nodes(page).map(({ id }) => id as string));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    }
    expect(ids).toContain(stays.accountId);
    expect(ids).not.toContain(gone.accountId);
    expect(await account(auditor, { id: gone.accountId })).toBeNull();
    expect(await account(auditor, { username: gone.me.username })).toBeNull();
  });

  it('leaves auditors what happened, by id, without what was personal in it', async () => {
    const { accountId } = await protectedAccount(service);
    await administrator.resetTwoFactor(accountId, 'Ada of 12 Otter Street asked at the counter');
    const at = service.clock.now().toISOString();
    service.clock.advance({ seconds: 1 });
    const before = await history(auditor, accountId);
    expect(before[0]).toMatchObject({ resetReason: expect.stringContaining('Otter Street') });
    await eraseAccount(administrator, accountId);
    expect(await history(auditor, accountId)).toEqual(
      before.map((entry) => ({ ...entry, resetReason: null })),
    );
    expect(await twoFactorAt(auditor, accountId, { at })).toMatchObject({
      status: 'OFF',
      decidedBy: { type: 'TWO_FACTOR_RESET', resetReason: null },
    });
    expect(await twoFactorAt(auditor, accountId, { at: service.clock.now().toISOString() })).toBeNull();
  });

  it('and a change of the password at the same instant are one after the other', async () => {
    const newPassword = 'a new password that is long enough';
    for (let times = 0; times < 5; times++) {
      const [person, other, me] = [service.client(), service.client(), somebody()];
      await person.registered(me);
      await other.signIn(me);
      const [erased, { errors = [] }] = await Promise.all([
        eraseOwnAccount(person, me),
        other.send(CHANGE_PASSWORD, { input: { currentPassword: me.password, newPassword } }),
      ]);
      const isErased = erased.__typename === 'AccountErased';
      for (const { extensions } of errors)
        expect([isErased, extensions['code']]).toEqual([true, 'ACCOUNT_ERASED']);
      const withNew = await service.client().signIn({ ...me, password: newPassword });
      expect(withNew.__typename).toBe(isErased ? 'CredentialsRefused' : 'SignedIn');
      expect(await service.client().signIn(me)).toMatchObject({ __typename: 'CredentialsRefused' });
    }
  });
});
