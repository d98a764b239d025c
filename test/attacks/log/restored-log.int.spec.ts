import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NO_STREAM } from '../../../src/event-store/event-store.js';
import { newEvent, newEvents } from '../../support/new-events.js';
import { eventually } from '../../support/eventually.js';
import { openEmbeddedStorage } from '../../../src/sqlite/embedded-storage.js';
import { protectedAccount, challenged, type Protected } from '../../journeys/protected-account.js';
import { NEW } from '../passwords/guessing.js';
import { resetPassword, startPasswordReset } from '../../support/account-settings.js';
import type { Client } from '../../support/client.js';
import { startService, type Service } from '../../support/service.js';

describe('When yesterday’s backup of the log is put back', () => {
  let service: Service;
  let ada: Protected;
  let backup: string;
  beforeEach(async () => {
    service = await startService();
    ada = await protectedAccount(service, 2);
    await service.stop();
    backup = join(service.folder, 'backup of events.db');
    copyFileSync(join(service.folder, 'events.db'), backup);
    await service.startAgain();
  });
  afterEach(() => service.dispose());

  /** Signs in with the code of this time step, and waits until the log's mark has come as far as the log. */
  async function spendCode(): Promise<void> {
    const { person, challenge } = await challenged(service, ada.me);
    expect(await person.answerChallenge(challenge, person.code(ada.secret))).toMatchObject({
      __typename: 'SignedIn',
    });
    await markedUpToHead();
  }

  async function markedUpToHead(): Promise<void> {
    const head = await headOfLog();
    await eventually(async () => {
      const storage = openEmbeddedStorage(service.folder);
      const mark = await storage.outbox.mark();
      await storage.close();
      expect(mark?.position).toBe(head);
    });
  }

  async function headOfLog(): Promise<number> {
    const storage = openEmbeddedStorage(service.folder);
    const head = await storage.eventStore.head();
    await storage.close();
    return head;
  }

  async function restore(): Promise<void> {
    await service.stop();
    for (const file of ['events.db', 'events.db-wal', 'events.db-shm'])
      rmSync(join(service.folder, file), { force: true });
    copyFileSync(backup, join(service.folder, 'events.db'));
  }

  /** What the command line does, at the time of the test. */
  async function accept(): Promise<void> {
    const storage = openEmbeddedStorage(service.folder);
    const position = await storage.eventStore.head();
    await storage.outbox.restore({ position, event: null }, service.clock.now());
    await storage.close();
  }

  const answerWith = async (stepsFromNow: number) => {
    const { person, challenge } = await challenged(service, ada.me);
    return person.answerChallenge(challenge, person.code(ada.secret, stepsFromNow));
  };

  it('the service refuses to start, and says so in one line', async () => {
    await spendCode();
    await restore();
    await expect(service.startAgain()).rejects.toThrow(
      /^The log does not go as far as position \d+ any more, or is another one: codes that were spent would be good again\. Put the newest log back, or go on with this one by: countersign accept-restored-log\.$/,
    );
  });

  it('and accepted, no code of the drift window is good again, and later ones are', async () => {
    await spendCode();
    await restore();
    await accept();
    await service.startAgain();
    for (const steps of [-1, 0, 1]) {
      expect(await answerWith(steps)).toMatchObject({ __typename: 'CodeRefused' });
    }
    service.clock.advance({ steps: 1 });
    expect(await answerWith(0)).toMatchObject({ __typename: 'CodeRefused' });
    expect(await answerWith(1)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('and accepted, no recovery code from before is good again, whether it was used or not, and new ones are', async () => {
    const { me, secret, recoveryCodes } = ada;
    const answerBy = async (code: string) => {
      const asked = await challenged(service, me);
      return asked.person.answerChallenge(asked.challenge, code);
    };
    expect(await answerBy(recoveryCodes[0]!)).toMatchObject({ __typename: 'SignedIn' });
    await spendCode();
    await restore();
    await accept();
    await service.startAgain();
    service.clock.advance({ seconds: 86_400 });
    for (const code of recoveryCodes.slice(0, 6))
      expect(await answerBy(code)).toMatchObject({ __typename: 'CodeRefused', retryAfter: null });
    const { person, challenge } = await challenged(service, me);
    await person.answerChallenge(challenge, person.code(secret));
    service.clock.advance({ steps: 1 });
    const anew = await person.regenerateRecoveryCodes(me.password, person.code(secret));
    expect(anew).toMatchObject({ __typename: 'RecoveryCodesRegenerated' });
    expect(await answerBy((anew['recoveryCodes'] as string[])[0]!)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('and accepted, no token to choose a new password is good a second time, and one given out since is', async () => {
    const administrator = await service.keyClient('administrator');
    const begun = async (to: Client) => {
      const { token } = await startPasswordReset(to, ada.accountId, 'The password is forgotten.');
      return { token: token as string, newPassword: NEW };
    };
    const reset = await begun(administrator);
    await service.stop();
    copyFileSync(join(service.folder, 'events.db'), backup);
    await service.startAgain();
    service.clock.advance({ steps: 1 });
    const used = { ...reset, code: service.client().code(ada.secret) };
    expect(await resetPassword(service.client(), used)).toMatchObject({ __typename: 'PasswordReset' });
    await markedUpToHead();
    await restore();
    await accept();
    await service.startAgain();
    service.clock.advance({ steps: 9 });
    const again = () => service.client().code(ada.secret);
    expect(await resetPassword(service.client(), { ...reset, code: again() })).toMatchObject({
      code: 'RESET_REFUSED',
    });
    const another = await begun(await service.keyClient('administrator'));
    expect(await resetPassword(service.client(), { ...another, code: again() })).toMatchObject({
      __typename: 'PasswordReset',
    });
  });

  it('refused codes of that window count as no failures: their owner is not locked out by them', async () => {
    await spendCode();
    await restore();
    await accept();
    await service.startAgain();
    for (let i = 0; i < 8; i++) expect(await answerWith(0)).toMatchObject({ __typename: 'CodeRefused' });
    service.clock.advance({ steps: 2 });
    expect(await answerWith(0)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('a log of another installation is taken for restored too, however long it is', async () => {
    await using other = await startService();
    for (let i = 0; i < 3; i++) await protectedAccount(other);
    await other.stop();
    await service.stop();
    for (const file of ['events.db-wal', 'events.db-shm'])
      rmSync(join(service.folder, file), { force: true });
    copyFileSync(join(other.folder, 'events.db'), join(service.folder, 'events.db'));
    await expect(service.startAgain()).rejects.toThrow(/or is another one/);
  });

  it('an old log that grew again is found out, however long it is: the event that was marked is another one', async () => {
    await spendCode();
    await restore();
    const storage = openEmbeddedStorage(service.folder);
    const { eventStore, outbox } = storage;
    const { stream = '', revision = 0 } = (await outbox.mark())?.event ?? {};
    await eventStore.append(stream, revision - 1, [newEvent('TwoFactorReset', { sealedReason: 'v1.none' })]);
    await eventStore.append('username-of-nobody', NO_STREAM, newEvents(20));
    await storage.close();
    await expect(service.startAgain()).rejects.toThrow(/or is another one/);
  });

  it('a log that lost nothing is taken as it is, also when it went on after the mark', async () => {
    await spendCode();
    await service.stop();
    await service.startAgain();
    service.clock.advance({ steps: 1 });
    expect(await answerWith(0)).toMatchObject({ __typename: 'SignedIn' });
  });
});
