import { DatabaseSync } from 'node:sqlite';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvent } from '../../../src/event-store/event-store.js';
import { protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { account, accounts, viewer } from '../../support/client-queries.js';
import { somebody, type Client } from '../../support/client.js';
import { listen } from '../../support/logged.js';
import { newEvent } from '../../support/new-events.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { Subscriber } from '../../support/subscriber.js';

const BROKEN = newEvent('TwoFactorDisabled', { enrollmentId: 'none', step: -1 });
const ADOPTION = '{ twoFactorAdoption { accounts withTwoFactor turnedOn } }';

describe('One account that cannot be read', () => {
  let service: Service;
  let victim: Protected;
  let other: Protected;
  let auditor: Client;
  let lines: readonly string[];
  beforeEach(async () => {
    service = await startInProduction({}, { isHere: true });
    victim = await protectedAccount(service);
    other = await protectedAccount(service);
  });
  afterEach(() => service.dispose());

  const alarms = () => lines.filter((line) => line.startsWith('ALARM'));

  describe('because of an event in its stream', () => {
    beforeEach(async () => {
      await append(BROKEN);
      auditor = await service.keyClient('auditor');
      lines = listen();
    });

    async function append(event: NewEvent): Promise<void> {
      await whileStopped(service, async ({ eventStore }) => {
        const stream = `twoFactor-${victim.accountId}`;
        const [newest] = await eventStore.readStream(stream, { direction: 'backwards', limit: 1 });
        await eventStore.append(stream, newest!.revision, [event]);
      });
    }

    const follow = (accountId?: string) =>
      new Subscriber({
        url: service.nextUrl(),
        token: auditor.token,
        after: '0',
        ...(accountId !== undefined && { accountId }),
      });

    it('keeps nobody who follows all accounts from the changes of the others, and alarms once', async () => {
      const another = await protectedAccount(service);
      const subscribers = [follow(), follow()];
      for (const subscriber of subscribers) {
        const changes = await subscriber.received(9);
        expect(changes.map(({ accountId }) => accountId)).toEqual(
          [victim, other, another].flatMap(({ accountId }) => [accountId, accountId, accountId]),
        );
        expect([subscriber.ended, subscriber.errors]).toEqual([false, []]);
        await subscriber.dispose();
      }
      expect(alarms().filter((line) => line.includes('who follows'))).toHaveLength(1);
    });

    it('ends what follows that account alone, which would otherwise pass over a change in silence', async () => {
      const subscriber = follow(victim.accountId);
      expect(await subscriber.refused()).toMatchObject({ extensions: { code: 'INTERNAL_SERVER_ERROR' } });
      expect(subscriber.changes).toHaveLength(3);
      await subscriber.dispose();
    });

    it('leaves the adoption of 2FA to be counted without that event, and alarms once', async () => {
      const expected = { twoFactorAdoption: [{ accounts: 2, withTwoFactor: 2, turnedOn: 2 }] };
      expect([await auditor.query(ADOPTION), await auditor.query(ADOPTION)]).toEqual([expected, expected]);
      expect(alarms().filter((line) => line.includes('adoption'))).toHaveLength(1);
    });
  });

  describe('because a row is no JSON any more', () => {
    beforeEach(async () => {
      await service.stop();
      const db = new DatabaseSync(join(service.folder, 'events.db'));
      db.exec('DROP TRIGGER IF EXISTS events_are_not_changed');
      const changed = `UPDATE events SET metadata = substr(metadata, 2) WHERE stream = ? AND revision = 2`;
      db.prepare(changed).run(`twoFactor-${victim.accountId}`);
      db.close();
      rmSync(join(service.folder, 'read-model.db'));
      await service.startAgain();
      auditor = await service.keyClient('auditor');
      lines = listen();
    });

    it('is closed, and keeps nobody else out, from being listed or from following changes', async () => {
      await expect(service.client().signIn(victim.me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
      expect(await service.client().signIn(other.me)).toMatchObject({ __typename: 'ChallengeIssued' });
      const { edges } = await accounts(auditor, { first: 10 });
      expect(edges.map(({ node }) => node)).toMatchObject([
        { id: victim.accountId, twoFactor: { status: 'UNKNOWN' } },
        { id: other.accountId, twoFactor: { status: 'ON' } },
      ]);
      const subscriber = new Subscriber({ url: service.nextUrl(), token: auditor.token, after: '0' });
      const changes = await subscriber.received(5);
      await subscriber.dispose();
      expect(changes.map(({ accountId }) => accountId).slice(-3)).toEqual(Array(3).fill(other.accountId));
      expect(alarms()).toEqual([expect.stringContaining('who follows')]);
    });
  });

  describe('because its key is lost', () => {
    beforeEach(async () => {
      await service.stop();
      const db = new DatabaseSync(join(service.folder, 'keys.db'));
      db.prepare('DELETE FROM wrapped_keys WHERE owner = ?').run(`account/${victim.accountId}`);
      db.close();
      await service.startAgain();
      auditor = await service.keyClient('auditor');
      lines = listen();
    });

    it('is listed as unknown, without its name, among the others, and alarms once', async () => {
      for (let i = 0; i < 2; i++) {
        const { edges } = await accounts(auditor, { first: 10 });
        expect(edges.map(({ node }) => node)).toMatchObject([
          { id: victim.accountId, username: '', twoFactor: { status: 'UNKNOWN' } },
          { id: other.accountId, username: other.me.username, twoFactor: { status: 'ON' } },
        ]);
      }
      expect(alarms()).toEqual([expect.stringContaining(`account ${victim.accountId} cannot be opened`)]);
    });

    it('is told of to nobody who may not see it', async () => {
      const person = service.client();
      await person.registered(somebody());
      for (const client of [service.client(), person]) {
        for (const { me, accountId } of [victim, other]) {
          expect(await account(client, { username: me.username })).toBeNull();
          expect(await account(client, { id: accountId })).toBeNull();
        }
        expect(await account(client, { username: 'nobody has this name' })).toBeNull();
      }
      expect(await viewer(person)).not.toBeNull();
    });
  });
});

describe('Whether a name is somebody’s', () => {
  it('is not looked up for who is nobody, nor opened for who may not see it', async () => {
    await using service = await startInProduction();
    const [me, person] = [somebody(), service.client()];
    await service.client().registered(me);
    await person.registered(somebody());
    await service.break('wrappedKeys', 'find', 'Nothing is to be opened');
    for (const username of [me.username, 'nobody has this name'])
      expect(await account(person, { username })).toBeNull();
    await service.break('accounts', 'byName', 'Nothing is to be looked up');
    for (const username of [me.username, 'nobody has this name'])
      expect(await account(service.client(), { username })).toBeNull();
  });
});
