import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { changePassword, eraseOwnAccount } from '../../support/account-settings.js';
import { somebody, type Client } from '../../support/client.js';
import { challenged, protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { startService, type Service } from '../../support/service.js';

/** What protects an account, as it is kept. */
interface Factor extends Record<string, unknown> {
  sealedSecret: string;
}

describe('Who can write to the files of the service', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.dispose());

  /** An account whose newest event is a right code, which says nothing of the secret that was used. */
  async function signedInByCode(): Promise<Protected> {
    const theirs = await protectedAccount(service);
    const { person, challenge } = await challenged(service, theirs.me);
    await person.answerChallenge(challenge, person.code(theirs.secret));
    service.clock.advance({ steps: 20 });
    return theirs;
  }

  /** Changes what the newest event of an account's second factor says protects it. */
  async function alter({ accountId }: Protected, change: (factor: Factor) => void): Promise<void> {
    await service.stop();
    const db = new DatabaseSync(join(service.folder, 'events.db'));
    db.exec('DROP TRIGGER IF EXISTS events_are_not_changed');
    const stream = `twoFactor-${accountId}`;
    const row = db
      .prepare('SELECT position, metadata FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1')
      .get(stream)!;
    const metadata = JSON.parse(row['metadata'] as string) as { state: { value: { factor: Factor } } };
    change(metadata.state.value.factor);
    db.prepare('UPDATE events SET metadata = ? WHERE position = ?').run(
      JSON.stringify(metadata),
      row['position']!,
    );
    db.close();
    await service.startAgain();
  }

  /** Puts something else in the place of its sealed secret. */
  const reseal = (whose: Protected, change: (sealed: string) => string) =>
    alter(whose, (factor) => (factor.sealedSecret = change(factor.sealedSecret)));

  /** Whether the code of a secret opens an account; one that is closed takes no password either. */
  async function opens({ me }: Protected, secret: string): Promise<boolean> {
    const person = service.client();
    const signedIn = await person.signIn(me).catch(() => undefined);
    const challenge = signedIn?.challenge;
    if (typeof challenge !== 'string') return false;
    const query = `mutation ($input: AnswerChallengeInput!) { answerChallenge(input: $input) { __typename } }`;
    const { data } = await person.send(query, {
      input: { challenge, code: person.code(secret), deliver: 'TOKEN' },
    });
    return data?.['answerChallenge']?.__typename === 'SignedIn';
  }

  it('cannot copy the sealed secret of their own account to another: that account is closed', async () => {
    const [mine, victim] = [await signedInByCode(), await signedInByCode()];
    let own = '';
    await reseal(mine, (sealed) => (own = sealed));
    await reseal(victim, () => own);
    expect(await opens(victim, mine.secret)).toBe(false);
    expect(await opens(victim, victim.secret)).toBe(false);
    expect(await opens(mine, mine.secret)).toBe(true);
  });

  it('closes an account by changing a single character of its sealed secret, and no other account', async () => {
    const [victim, other] = [await signedInByCode(), await signedInByCode()];
    await reseal(victim, (sealed) => {
      const middle = Math.floor(sealed.length / 2);
      return sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
    });
    expect(await opens(victim, victim.secret)).toBe(false);
    expect(await opens(other, other.secret)).toBe(true);
    await expect(service.client().signIn(victim.me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(await service.client().registered(somebody())).toHaveProperty('accountId');
  });

  it.each([
    ['nearly "on"', { status: 'oo' }],
    ['"off"', { status: 'off' }],
    ['"on" of another enrollment', { enrollmentId: '019ca963-1800-7000-8000-000000000001' }],
    ['no last step', { lastStep: null }],
    ['a last step that is text', { lastStep: '0' }],
    ['an earlier last step', { lastStep: 1 }],
  ])('closes an account, and does not open it, by making its state %s', async (_, fields) => {
    const victim = await protectedAccount(service);
    const { token } = victim.owner;
    await alter(victim, (factor) => Object.assign(factor, fields));
    await expect(service.client().signIn(victim.me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    const [owner] = service.clientOfEach(token) as [Client];
    const { password } = victim.me;
    await expect(owner.startEnrollment(password)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await expect(eraseOwnAccount(owner, { password })).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await expect(
      changePassword(owner, { currentPassword: password, newPassword: 'a wholly new password' }),
    ).rejects.toThrow('INTERNAL_SERVER_ERROR');
  });
});
