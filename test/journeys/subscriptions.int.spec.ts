import { account, history } from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startService, type Service } from '../support/service.js';
import { Subscriber, type Change, type Following } from '../support/subscriber.js';

const TURNED_ON = [
  'TWO_FACTOR_ENROLLMENT_STARTED',
  'TWO_FACTOR_ENROLLMENT_CONFIRMED',
  'TWO_FACTOR_RECOVERY_CODES_ISSUED',
] as const;

describe('Who follows changes of 2FA', () => {
  let service: Service;
  let application: Client;
  const subscribers: Subscriber[] = [];
  beforeEach(async () => {
    service = await startService();
    application = await service.keyClient('application');
  });
  afterEach(async () => {
    await Promise.all(subscribers.splice(0).map((subscriber) => subscriber.dispose()));
    await service.dispose();
  });

  function follow(following: Omit<Following, 'url'>): Subscriber {
    const subscriber = new Subscriber({ url: service.nextUrl(), ...following });
    subscribers.push(subscriber);
    return subscriber;
  }

  async function newcomer(): Promise<{ person: Client; me: Credentials; accountId: string }> {
    const [person, me] = [service.client(), somebody()];
    return { person, me, ...(await person.registered(me)) };
  }

  /** Turns 2FA on and off again, or as far as `until` says. */
  async function turnOn(person: Client, { password }: Credentials): Promise<string> {
    const { enrollmentId, secret } = await person.startEnrollment(password);
    await person.confirmEnrollment(enrollmentId as string, person.code(secret as string));
    return secret as string;
  }

  /** Resolves when so many subscriptions are open. */
  const opened = (count: number) =>
    eventually(async () => expect(await service.openSubscriptions()).toBe(count));
  const types = (changes: readonly Change[]) => changes.map(({ type }) => type);
  const positions = (changes: readonly Change[]) => changes.map(({ position }) => Number(position));

  it('is told of every change of their own account as it happens, with when and where in the log', async () => {
    const { person, me, accountId } = await newcomer();
    const subscriber = follow({ token: person.token, accountId });
    await opened(1);
    const secret = await turnOn(person, me);
    service.clock.advance({ steps: 1 });
    await person.disableTwoFactor(me.password, person.code(secret));
    const changes = await subscriber.received(4);
    expect(types(changes)).toEqual([...TURNED_ON, 'TWO_FACTOR_DISABLED']);
    expect(changes[0]).toEqual({
      type: 'TWO_FACTOR_ENROLLMENT_STARTED',
      accountId,
      at: new Date(service.clock.now().getTime() - 30_000).toISOString(),
      position: expect.stringMatching(/^\d+$/),
    });
    const entries = await history(person, accountId, { order: 'OLDEST_FIRST' });
    expect(changes.map(({ position }) => position)).toEqual(
      entries.map(({ position }) => position as string),
    );
  });

  it('is told of a lock, and of a reset by an administrator, but of no single attempt', async () => {
    const { person, me, accountId } = await newcomer();
    const secret = await turnOn(person, me);
    service.clock.advance({ steps: 1 });
    const { challenge } = await service.client().signIn(me);
    for (let i = 0; i < 5; i++) await person.answerChallenge(challenge as string, person.wrongCode(secret));
    await (await service.keyClient('administrator')).resetTwoFactor(accountId, 'Locked out');
    const subscriber = follow({ token: person.token, accountId, after: '0' });
    expect(types(await subscriber.received(5))).toEqual([
      ...TURNED_ON,
      'TWO_FACTOR_LOCKED',
      'TWO_FACTOR_RESET',
    ]);
  });

  it('is told of nobody else’s changes', async () => {
    const [ada, grace] = [await newcomer(), await newcomer()];
    await turnOn(grace.person, grace.me);
    await turnOn(ada.person, ada.me);
    const subscriber = follow({ token: ada.person.token, accountId: ada.accountId, after: '0' });
    const changes = await subscriber.received(TURNED_ON.length);
    expect(new Set(changes.map(({ accountId }) => accountId))).toEqual(new Set([ada.accountId]));
  });

  it('is told of every account when an application or an auditor, in the order of the log', async () => {
    const [ada, grace] = [await newcomer(), await newcomer()];
    await Promise.all([turnOn(ada.person, ada.me), turnOn(grace.person, grace.me)]);
    for (const role of ['application', 'auditor', 'administrator'] as const) {
      const { token } = await service.keyClient(role);
      const changes = await follow({ token, after: '0' }).received(2 * TURNED_ON.length);
      expect(new Set(changes.map(({ accountId }) => accountId))).toEqual(
        new Set([ada.accountId, grace.accountId]),
      );
      expect(positions(changes)).toEqual([...positions(changes)].sort((a, b) => a - b));
      const ofGrace = await follow({ token, accountId: grace.accountId, after: '0' }).received(
        TURNED_ON.length,
      );
      expect(ofGrace).toEqual(changes.filter(({ accountId }) => accountId === grace.accountId));
    }
  });

  it('goes on after the position of a query, and misses nothing since', async () => {
    const { person, me, accountId } = await newcomer();
    await person.startEnrollment(me.password);
    const { position } = (await account(application, { id: accountId })) as { readonly position: string };
    await turnOn(person, me);
    const changes = await follow({ token: application.token, after: position }).received(TURNED_ON.length);
    expect(types(changes)).toEqual(TURNED_ON);
  });

  it('misses nothing and gets nothing twice when the connection is lost again and again', async () => {
    const { person, me } = await newcomer();
    const subscriber = follow({ token: application.token, after: '0' });
    const wanted = 12;
    for (let change = 1; change <= wanted; change++) {
      await person.startEnrollment(me.password);
      if (change % 3 !== 0) continue;
      subscriber.drop();
      await eventually(() => expect(subscriber.ended).toBe(true));
      await person.startEnrollment(me.password);
      subscriber.resume();
    }
    const all = await follow({ token: application.token, after: '0' }).received(wanted + wanted / 3);
    await subscriber.received(all.length);
    expect(subscriber.changes).toEqual(all);
    expect(new Set(positions(all)).size).toBe(wanted + wanted / 3);
  });

  it('goes on where it was across a restart of the service', async () => {
    const { person, me } = await newcomer();
    const subscriber = follow({ token: application.token, after: '0' });
    await turnOn(person, me);
    await subscriber.received(TURNED_ON.length);
    await service.stop();
    await eventually(() => expect(subscriber.ended).toBe(true));
    await service.startAgain();

    const grace = await newcomer();
    await turnOn(grace.person, grace.me);
    subscriber.resume(service.nextUrl());
    const changes = await subscriber.received(2 * TURNED_ON.length);
    expect(types(changes)).toEqual([...TURNED_ON, ...TURNED_ON]);
    const all = await follow({ token: application.token, after: '0' }).received(changes.length);
    expect(changes).toEqual(all);
  });

  it('is told where it went wrong when the position is not one of this log', async () => {
    for (const after of ['99999', '-1', '1.5', 'nonsense', '1e3', '']) {
      expect(await follow({ token: application.token, after }).refused()).toMatchObject({
        message: 'The position in "after" is not one of this log.',
        extensions: { code: 'BAD_POSITION', correlationId: expect.any(String) },
      });
    }
  });

  it('ends promptly when it unsubscribes, goes away, or drops off the network', async () => {
    const three = [0, 1, 2].map(() => follow({ token: application.token }));
    await opened(3);
    three[0]!.stop();
    await opened(2);
    await three[1]!.dispose();
    await opened(1);
    three[2]!.drop();
    await opened(0);
  });
});
