import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { changePassword, endSession, eraseOwnAccount, sessions } from '../../support/account-settings.js';
import { viewer } from '../../support/client-queries.js';
import { somebody, type Client, type Credentials, type Result } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { NEW } from '../passwords/guessing.js';

describe('A sign-in that is overtaken just before its session is there', () => {
  let service: Service;
  let me: Credentials;
  let [person, intruder]: [Client, Client] = [undefined!, undefined!];
  beforeEach(async () => {
    service = await startInProduction();
    [person, intruder, me] = [service.client(), service.client(), somebody()];
  });
  afterEach(() => service.dispose());

  /** What a sign-in comes to when `act` is done while its session is on its way into the store. */
  async function overtaken(signIn: () => Promise<Result>, by: 'add' | 'addForChallenge', act: () => unknown) {
    const { reached, goOn } = await service.hold('sessions', by);
    const signingIn = signIn();
    await reached;
    await act();
    await goOn();
    return signingIn;
  }

  const change = (code?: string) =>
    changePassword(person, { currentPassword: me.password, newPassword: NEW, ...(code && { code }) });

  /** A challenge, and two fresh codes: one to answer with, one for what overtakes. */
  async function challenged() {
    const { accountId, secret } = await person.enrolled(me);
    service.clock.advance({ steps: 2 });
    const { challenge } = await intruder.signIn(me);
    const [early, late] = [person.code(secret, 0), person.code(secret, 1)];
    return { accountId, secret, late, answer: () => intruder.answerChallenge(challenge as string, early) };
  }

  it('by a change of the password is refused, and its session is none', async () => {
    await person.registered(me);
    const answer = await overtaken(() => intruder.signIn(me), 'add', change);
    expect(answer).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    expect(await sessions(person)).toHaveLength(1);
  });

  it('by a change of the password is refused after its code was accepted, and its session is none', async () => {
    const { answer, late } = await challenged();
    expect(await overtaken(answer, 'addForChallenge', () => change(late))).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(await sessions(person)).toHaveLength(1);
  });

  it('by 2FA being turned on is asked for a code, and its session is none', async () => {
    await person.registered(me);
    const { enrollmentId, secret } = await person.startEnrollment(me.password);
    const confirm = () => person.confirmEnrollment(enrollmentId as string, person.code(secret as string));
    expect(await overtaken(() => intruder.signIn(me), 'add', confirm)).toMatchObject({
      __typename: 'ChallengeIssued',
    });
    expect(await sessions(person)).toHaveLength(1);
  });

  it('by 2FA being moved to another authenticator is refused, and its session is none', async () => {
    const { answer, late } = await challenged();
    const move = async () => {
      const { enrollmentId, secret } = await person.startEnrollment(me.password, late);
      return person.confirmEnrollment(enrollmentId as string, person.code(secret as string));
    };
    expect(await overtaken(answer, 'addForChallenge', move)).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await sessions(person)).toHaveLength(1);
  });

  it('by a reset of 2FA is as one that came before it', async () => {
    const { accountId, answer } = await challenged();
    const administrator = await service.keyClient('administrator');
    const reset = () => administrator.resetTwoFactor(accountId, 'The telephone is lost.');
    expect(await overtaken(answer, 'addForChallenge', reset)).toMatchObject({ __typename: 'SignedIn' });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('by signing out everywhere is as one that came after it', async () => {
    await person.registered(me);
    const everywhere = () => person.query('mutation { signOutEverywhere { wasSignedIn } }');
    expect(await overtaken(() => intruder.signIn(me), 'add', everywhere)).toMatchObject({
      __typename: 'SignedIn',
    });
    expect(await viewer(person)).toBeNull();
  });
});

describe('A session that its owner ends while an act it asked for is under way', () => {
  let service: Service;
  let me: Credentials;
  let [owner, thief]: [Client, Client] = [undefined!, undefined!];
  beforeEach(async () => {
    service = await startInProduction();
    [owner, thief, me] = [service.client(), service.client(), somebody()];
  });
  afterEach(() => service.dispose());

  /** The thief has a session, the password, and while 2FA is on what the authenticator shows. */
  const ACTS: readonly (readonly [string, () => Promise<() => Promise<Result>>])[] = [
    [
      'begins no enrollment',
      async () => {
        await owner.registered(me);
        return () => thief.startEnrollment(me.password);
      },
    ],
    [
      'turns 2FA on for nobody',
      async () => {
        await owner.registered(me);
        await thief.signIn(me);
        const { enrollmentId, secret } = await thief.startEnrollment(me.password);
        return () => thief.confirmEnrollment(enrollmentId as string, thief.code(secret as string));
      },
    ],
    [
      'turns 2FA off for nobody',
      async () => {
        const { secret } = await enrolledLongAgo();
        return () => thief.disableTwoFactor(me.password, thief.code(secret, 1));
      },
    ],
    [
      'makes no recovery codes',
      async () => {
        const { secret } = await enrolledLongAgo();
        return () => thief.regenerateRecoveryCodes(me.password, thief.code(secret, 1));
      },
    ],
    [
      'changes no password',
      async () => {
        await owner.registered(me);
        return () => changePassword(thief, { currentPassword: me.password, newPassword: NEW });
      },
    ],
    [
      'erases nothing',
      async () => {
        await owner.registered(me);
        return () => eraseOwnAccount(thief, me);
      },
    ],
  ];

  async function enrolledLongAgo() {
    const enrolled = await owner.enrolled(me);
    service.clock.advance({ steps: 3 });
    const { challenge } = await thief.signIn(me);
    await thief.answerChallenge(challenge as string, thief.code(enrolled.secret));
    return enrolled;
  }

  it.each(ACTS)('%s, and leaves the owner signed in', async (_what, prepare) => {
    const act = await prepare();
    if ((await viewer(thief)) === null) await thief.signIn(me);
    const [mine] = (await sessions(thief))!.filter(({ isCurrent }) => isCurrent);
    const { reached, goOn } = await service.hold('eventStore', 'readStream');
    const acting = act();
    await reached;
    expect(await endSession(owner, mine!['id'] as string)).toMatchObject({ __typename: 'SessionEnded' });
    await goOn();
    expect(await acting).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await sessions(owner)).toHaveLength(1);
  });
});

describe('A crash just before a change is on record', () => {
  let service: Service;
  let me: Credentials;
  let [person, other]: [Client, Client] = [undefined!, undefined!];
  beforeEach(async () => {
    service = await startInProduction();
    [person, other, me] = [service.client(), service.client(), somebody()];
    await person.registered(me);
    await other.signIn(me);
  });
  afterEach(() => service.dispose());

  /** Whether the other session is alive when `act` has got as far as writing to the log. */
  async function aliveWhileWriting(act: () => Promise<unknown>): Promise<boolean> {
    const { reached, goOn } = await service.hold('eventStore', 'append');
    const acting = act();
    await reached;
    const alive = (await viewer(other)) !== null;
    await goOn();
    await acting;
    return alive;
  }

  it('of the password leaves no session that it was to end', async () => {
    const change = () => changePassword(person, { currentPassword: me.password, newPassword: NEW });
    expect(await aliveWhileWriting(change)).toBe(false);
  });

  it('of 2FA leaves no session that it was to end', async () => {
    const { enrollmentId, secret } = await person.startEnrollment(me.password);
    const confirm = () => person.confirmEnrollment(enrollmentId as string, person.code(secret as string));
    expect(await aliveWhileWriting(confirm)).toBe(false);
  });
});

describe('A sign-in with the old password that is complete while the new one is put on record', () => {
  it('is as one that came before it: its session ends with all others', async () => {
    await using service = await startInProduction();
    const [person, intruder, me] = [service.client(), service.client(), somebody()];
    await person.registered(me);
    const { reached, goOn } = await service.hold('eventStore', 'append');
    const changing = changePassword(person, { currentPassword: me.password, newPassword: NEW });
    await reached;
    expect(await intruder.signIn(me)).toMatchObject({ __typename: 'SignedIn' });
    await goOn();
    expect(await changing).toMatchObject({ __typename: 'PasswordChanged' });
    expect([await viewer(intruder), (await viewer(person)) !== null]).toEqual([null, true]);
  });
});

describe('However sign-ins with the old password and its change come together', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startInProduction();
  });
  afterAll(() => service.dispose());

  it('no session of the old password is alive once it was changed', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 0, max: 150 }), async (signIns, changing) => {
        const [person, me] = [service.client(), somebody()];
        await person.registered(me);
        const intruders = signIns.map(() => service.client());
        const told = await Promise.all([
          sleep(changing).then(() =>
            changePassword(person, { currentPassword: me.password, newPassword: NEW }),
          ),
          ...intruders.map((intruder, i) => sleep(signIns[i]).then(() => intruder.signIn(me))),
        ]);
        expect(told[0].__typename).toBe('PasswordChanged');
        expect(await Promise.all(intruders.map(viewer))).toEqual([null, null, null, null]);
        expect(await sessions(person)).toHaveLength(1);
      }),
      { numRuns: 10 },
    );
  });
});
