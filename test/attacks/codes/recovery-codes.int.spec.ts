import { LookUpHashes } from '../../../src/crypto/look-up-hashes.js';
import { challenged, protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { account, history } from '../../support/client-queries.js';
import type { Client, Result } from '../../support/client.js';
import { MODE } from '../../support/mode.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { DOORS, tryAt } from './doors.js';

const AT_ONCE = 50;
const GUESSES = 200;
/** Wrong codes in a row until the first lock. */
const BUDGET = 5;

/** Counts how often hashes are computed, until it is asked. */
function counted(method: 'find' | 'hashAll'): () => number {
  const { prototype } = LookUpHashes;
  const original = Object.getOwnPropertyDescriptor(prototype, method)!;
  let calls = 0;
  Object.defineProperty(prototype, method, {
    ...original,
    value(this: LookUpHashes, ...args: readonly unknown[]): unknown {
      calls++;
      return (original.value as (...args: readonly unknown[]) => unknown).apply(this, [...args]);
    },
  });
  return () => {
    Object.defineProperty(prototype, method, original);
    return calls;
  };
}

describe('A recovery code', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startInProduction({}, { isHere: true });
  });
  afterEach(() => service.dispose());

  const succeeded = (answers: readonly Result[]) => answers.filter(({ code }) => code === undefined);
  const entries = async ({ accountId }: Protected, type: string) =>
    (await history(await service.keyClient('auditor'), accountId, { first: 100, filter: { types: [type] } }))
      .length;
  const left = async ({ accountId }: Protected) =>
    ((await account(await service.keyClient('auditor'), { id: accountId })) as Record<string, any>)[
      'twoFactor'
    ].recoveryCodesLeft as number;

  it('sent fifty times at the same instant, with as many challenges, is accepted once', async () => {
    const mine = await protectedAccount(service);
    const challenges = await Promise.all(Array.from({ length: AT_ONCE }, () => challenged(service, mine.me)));
    const answers = await Promise.all(
      challenges.map(({ person, challenge }) => person.answerChallenge(challenge, mine.recoveryCodes[7]!)),
    );
    expect(succeeded(answers)).toMatchObject([{ __typename: 'SignedIn' }]);
    expect(await entries(mine, 'TWO_FACTOR_RECOVERY_CODE_USED')).toBe(1);
    expect(await left(mine)).toBe(9);
  });

  it('sent through every door at the same instant is spent once', async () => {
    for (let round = 0; round < 5; round++) {
      const target = await protectedAccount(service);
      const signedIn = service.clientOfEach(target.owner.token);
      // Once 2FA was turned off, or the account erased, the others are asked for no code, or find nobody.
      await Promise.allSettled(
        DOORS.map((door, index) =>
          tryAt(door, target.recoveryCodes[0]!, { service, target, by: signedIn[index % signedIn.length]! }),
        ),
      );
      expect(await entries(target, 'TWO_FACTOR_RECOVERY_CODE_USED')).toBe(1);
    }
  });

  it('that was used opens no door any more, on no replica and after no restart', async () => {
    const target = await protectedAccount(service);
    const code = target.recoveryCodes[0]!;
    const used = await tryAt('signing in', code, { service, target, by: target.owner });
    expect(used).toMatchObject({ __typename: 'SignedIn' });
    /** A right code, before the fifth wrong one in a row begins a lock. */
    const forgive = async (by: Client) => {
      service.clock.advance({ steps: 2 });
      const right = target.owner.code(target.secret);
      const forgiven = await tryAt('signing in', right, { service, target, by });
      expect(forgiven).toMatchObject({ __typename: 'SignedIn' });
    };
    const everywhere = async () => {
      for (const by of service.clientOfEach(target.owner.token)) {
        for (const [index, door] of DOORS.entries()) {
          expect(await tryAt(door, code, { service, target, by })).toMatchObject({ code: 'CODE_REFUSED' });
          if (index % 3 === 2) await forgive(by);
        }
      }
    };
    await everywhere();
    await service.stop();
    await service.startAgain();
    await everywhere();
  });

  it('of somebody else, or of another set, is just wrong', async () => {
    const [mine, theirs] = [await protectedAccount(service), await protectedAccount(service)];
    const { person, challenge } = await challenged(service, mine.me);
    expect(await person.answerChallenge(challenge, theirs.recoveryCodes[0]!)).toMatchObject({
      code: 'CODE_REFUSED',
    });
    const { owner, me, secret } = mine;
    await owner.regenerateRecoveryCodes(me.password, owner.code(secret));
    expect(await person.answerChallenge(challenge, mine.recoveryCodes[0]!)).toMatchObject({
      code: 'CODE_REFUSED',
    });
    expect(await left(theirs)).toBe(10);
  });

  it('guessed two hundred times at the same instant, at every door, is five guesses and as many hashes', async () => {
    const target = await protectedAccount(service);
    const signedIn = service.clientOfEach(target.owner.token);
    // Only where the service runs in this process can its work be counted.
    const computed = counted('find');
    const answers = await Promise.allSettled(
      Array.from({ length: GUESSES }, (_, index) =>
        tryAt(DOORS[index % DOORS.length]!, `aaaaa-${String(10_000 + index)}`, {
          service,
          target,
          by: signedIn[index % signedIn.length]!,
        }),
      ),
    );
    const codes = answers.map((answer) =>
      answer.status === 'fulfilled' ? (answer.value['code'] as string) : 'none',
    );
    expect(codes.filter((code) => code === 'CODE_REFUSED')).toHaveLength(BUDGET);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS').length).toBeGreaterThan(GUESSES / 2);
    expect(await entries(target, 'TWO_FACTOR_CODE_REJECTED')).toBe(BUDGET);
    expect(computed()).toBe(MODE === 'embedded' ? BUDGET : 0);
    expect(await left(target)).toBe(10);
  });

  it('shares the budget with codes of the authenticator: wrong ones of both count together', async () => {
    const { me, owner, secret, recoveryCodes } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    const wrong = [owner.wrongCode(secret), 'aaaaa-aaaaa', owner.wrongCode(secret), 'aaaaa-aaaab'];
    for (const code of wrong)
      expect(await person.answerChallenge(challenge, code)).toMatchObject({ retryAfter: null });
    expect(await person.answerChallenge(challenge, 'aaaaa-aaaac')).toMatchObject({ retryAfter: 30 });
    for (const code of [owner.code(secret), recoveryCodes[0]!])
      expect(await person.answerChallenge(challenge, code)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  });
});

describe('Making recovery codes', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startInProduction({}, { isHere: true });
  });
  afterAll(() => service.dispose());

  it('is not done for a confirmation, or for a wish for new ones, that is refused', async () => {
    const { me, owner, secret } = await protectedAccount(service);
    const { enrollmentId, secret: next } = await owner.startEnrollment(me.password, owner.code(secret));
    const computed = counted('hashAll');
    await owner.confirmEnrollment(enrollmentId as string, owner.wrongCode(next as string));
    await owner.confirmEnrollment('019ca963-1800-7000-8000-000000000001', owner.code(next as string));
    await owner.regenerateRecoveryCodes(me.password, owner.code(secret));
    await owner.regenerateRecoveryCodes('not the password at all', owner.code(secret, 1));
    service.clock.advance({ seconds: 601 });
    await owner.confirmEnrollment(enrollmentId as string, owner.code(next as string));
    expect(computed()).toBe(0);
  });

  it('fifty times at the same instant makes one set that counts', async () => {
    const mine = await protectedAccount(service);
    const clients = service.clientOfEach(mine.owner.token);
    const code = mine.owner.code(mine.secret);
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        clients[index % clients.length]!.regenerateRecoveryCodes(mine.me.password, code),
      ),
    );
    const made = answers.filter(({ __typename }) => __typename === 'RecoveryCodesRegenerated');
    expect(made).toHaveLength(1);
    const { person, challenge } = await challenged(service, mine.me);
    const [shown] = made as [Result];
    expect(await person.answerChallenge(challenge, (shown['recoveryCodes'] as string[])[9]!)).toMatchObject({
      __typename: 'SignedIn',
    });
  });
});
