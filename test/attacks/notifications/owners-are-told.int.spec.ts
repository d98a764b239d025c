import { accountsProjection } from '../../../src/accounts/accounts.projection.js';
import { somebody } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { startService, type Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { guess, guessed } from '../../journeys/guessing.js';
import { protectedAccount } from '../../journeys/protected-account.js';
import { startReceiver, type Receiver } from '../../support/webhook-receiver.js';

describe('The owner of an account', () => {
  let receiver: Receiver;
  let service: Service;
  beforeEach(async () => {
    receiver = await startReceiver();
    service = await startService({ environment: receiver.environment });
  });
  afterEach(async () => {
    await service.dispose();
    await receiver[Symbol.asyncDispose]();
  });

  /** What was told of an account, in the order it happened; sign-ins from elsewhere left out. */
  const told = (accountId: string) =>
    receiver.received
      .filter(({ body }) => body.data['accountId'] === accountId && body.type !== 'account.newSignIn')
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const typesOf = (accountId: string) => told(accountId).map(({ body }) => body.type);
  const isTold = (accountId: string, ...types: readonly string[]) =>
    eventually(() => {
      expect(typesOf(accountId)).toEqual(types);
    });

  it('is told that 2FA was turned on, moved to another authenticator, and turned off', async () => {
    const { owner, me, accountId, secret } = await protectedAccount(service);
    const { enrollmentId, secret: next } = await owner.startEnrollment(me.password, owner.code(secret));
    await owner.confirmEnrollment(enrollmentId as string, owner.code(next as string));
    service.clock.advance({ steps: 1 });
    await owner.disableTwoFactor(me.password, owner.code(next as string));
    await isTold(accountId, 'twoFactor.turnedOn', 'twoFactor.moved', 'twoFactor.turnedOff');
  });

  it('is told of a reset, and not of its reason', async () => {
    const { accountId } = await protectedAccount(service);
    const administrator = await service.keyClient('administrator');
    await administrator.resetTwoFactor(accountId, 'lost the telephone in Kyiv');
    await isTold(accountId, 'twoFactor.turnedOn', 'twoFactor.reset');
    expect(receiver.received.some(({ text }) => text.includes('Kyiv'))).toBe(false);
  });

  it('is told of a recovery code that was used, of how many are left, and of new ones', async () => {
    const { owner, me, accountId, secret, recoveryCodes } = await protectedAccount(service);
    const person = service.client();
    const { challenge } = await person.signIn(me);
    await person.answerChallenge(challenge as string, recoveryCodes[0]!);
    await owner.regenerateRecoveryCodes(me.password, owner.code(secret));
    await isTold(
      accountId,
      'twoFactor.turnedOn',
      'twoFactor.recoveryCodeUsed',
      'twoFactor.recoveryCodesRegenerated',
    );
    const [, used, anew] = told(accountId).map(({ body }) => body.data);
    expect(used).toMatchObject({ purpose: 'signIn', remaining: 9 });
    expect(anew).toMatchObject({ remaining: 10 });
    for (const code of recoveryCodes)
      expect(receiver.received.some(({ text }) => text.includes(code))).toBe(false);
  });

  it('is told of a lock, until when it lasts, and for how many wrong codes', async () => {
    const target = await guessed(service);
    await guess(target, 5);
    await isTold(target.accountId, 'twoFactor.turnedOn', 'twoFactor.locked');
    const until = new Date(service.clock.now().getTime() + 30_000).toISOString();
    expect(told(target.accountId).at(-1)?.body.data).toMatchObject({ failures: 5, until });
  });

  it('is told by the name of the account, in a signed message that is otherwise free of what is secret', async () => {
    const { owner, me, accountId, secret } = await protectedAccount(service);
    await isTold(accountId, 'twoFactor.turnedOn');
    const [message] = told(accountId);
    expect(message!.body).toEqual({
      type: 'twoFactor.turnedOn',
      timestamp: expect.stringMatching(/^2026-03-01T/) as string,
      data: { accountId, username: me.username },
    });
    for (const one of receiver.received) {
      expect(receiver.isGenuine(one)).toBe(true);
      expect(receiver.isGenuine({ ...one, text: one.text.replace('2026', '2027') })).toBe(false);
      for (const secretOf of [me.password, secret, owner.token!]) expect(one.text).not.toContain(secretOf);
    }
  });

  it('is told each thing once, also after a restart and after the read models were made anew', async () => {
    const { accountId } = await protectedAccount(service);
    await isTold(accountId, 'twoFactor.turnedOn');
    await whileStopped(service, async ({ projections }) => {
      await projections.reset(accountsProjection);
    });
    const other = await protectedAccount(service);
    await isTold(other.accountId, 'twoFactor.turnedOn');
    expect(typesOf(accountId)).toEqual(['twoFactor.turnedOn']);
  });

  it('is told after a crash of what happened before it', async () => {
    receiver.answer = () => undefined;
    const { accountId } = await protectedAccount(service);
    await eventually(() => {
      expect(typesOf(accountId)).toEqual(['twoFactor.turnedOn']);
    });
    receiver.answer = () => 204;
    await service.break('outbox', 'delivered', 'The machine loses power');
    await service.break('outbox', 'postpone', 'The machine loses power');
    await service.stop();
    await service.startAgain();
    await eventually(() => {
      expect(told(accountId).length).toBeGreaterThan(1);
    });
    // The same message: its receiver knows by the id that it was told already.
    expect(new Set(told(accountId).map(({ id }) => id)).size).toBe(1);
  });

  it('whose key was destroyed is told nothing any more', async () => {
    receiver.answer = () => 503;
    const { accountId } = await protectedAccount(service);
    await isTold(accountId, 'twoFactor.turnedOn');
    await whileStopped(service, async ({ wrappedKeys }) => {
      const owner = `account/${accountId}`;
      const { DatabaseSync } = await import('node:sqlite');
      const db = new DatabaseSync(`${service.folder}/keys.db`);
      db.prepare('DELETE FROM wrapped_keys WHERE owner = ?').run(owner);
      db.close();
      expect(await wrappedKeys.find(owner)).toBeUndefined();
    });
    receiver.answer = () => 204;
    service.clock.advance({ seconds: 60 });
    const other = await protectedAccount(service);
    await isTold(other.accountId, 'twoFactor.turnedOn');
    expect(typesOf(accountId)).toEqual(['twoFactor.turnedOn']);
    await whileStopped(service, async ({ outbox }) => {
      expect(await outbox.due(new Date(service.clock.now().getTime() + 1e9), 10)).toEqual([]);
    });
  });
});

describe('Notifications that begin on an old log', () => {
  it('tell nothing of what was before', async () => {
    await using receiver = await startReceiver();
    await using service = await startService({ environment: receiver.environment });
    receiver.answer = () => 503;
    const before = await protectedAccount(service);
    await service.stop();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(`${service.folder}/access.db`);
    db.exec('DELETE FROM log_mark; DELETE FROM outbox;');
    db.close();
    receiver.answer = () => 204;
    const heard = receiver.received.length;
    await service.startAgain();
    // The mark is made when the service starts: what comes after it is told.
    await eventually(async () => {
      const person = service.client();
      await person.enrolled(somebody());
      expect(receiver.received.length).toBeGreaterThan(heard);
    });
    const after = receiver.received.slice(heard).map(({ body }) => body.data['accountId']);
    expect(after).not.toContain(before.accountId);
  });
});
