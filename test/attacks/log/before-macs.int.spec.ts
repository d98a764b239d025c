import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inCanonicalOrder } from '../../../src/event-store/canonical-json.js';
import { eventHash, type KeptEvent } from '../../../src/event-store/event-hash.js';
import { MasterKeys } from '../../../src/crypto/master-keys.js';
import { databaseIn } from '../../evidence/tampering.js';
import { challenged, protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { newEvent } from '../../support/new-events.js';
import { MASTER_KEY, startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';

/** Makes of a data folder what a version before wrote, whose events had no MACs. */
function writtenBefore(folder: string): void {
  using db = databaseIn(folder);
  const newest = new Map<string, KeptEvent>();
  const events = db.prepare('SELECT * FROM events ORDER BY position').all() as unknown as readonly (Record<
    'stream' | 'id' | 'type' | 'data' | 'metadata',
    string
  > & { position: number; revision: number })[];
  for (const { position, stream, revision, id, type, ...texts } of events) {
    const metadata = JSON.parse(texts.metadata) as Record<string, string | null>;
    delete metadata['mac'];
    const before = newest.get(stream);
    metadata['previousHash'] = before ? eventHash(before) : null;
    newest.set(stream, {
      stream,
      revision,
      id,
      type,
      data: JSON.parse(texts.data) as KeptEvent['data'],
      metadata,
    });
    db.prepare('UPDATE events SET metadata = ? WHERE position = ?').run(JSON.stringify(metadata), position);
  }
  putFormerKey(folder);
  for (const file of ['evidence.db', 'evidence.db-wal', 'evidence.db-shm'])
    rmSync(join(folder, file), { force: true });
}

/** The key as a version before kept it, with nothing sealed behind it. */
function putFormerKey(folder: string): void {
  const [master, former] = [new MasterKeys([Buffer.from(MASTER_KEY, 'base64')]), 'service/username-lookup'];
  using keys = new DatabaseSync(join(folder, 'keys.db'));
  const row = keys.prepare(`SELECT wrapped FROM wrapped_keys WHERE owner = 'service/log'`).get();
  const key = master.unwrap(row!['wrapped'] as string, 'service/log').subarray(0, 32);
  keys
    .prepare(`UPDATE wrapped_keys SET owner = ?, wrapped = ? WHERE owner = 'service/log'`)
    .run(former, master.wrap(key, former));
}

describe('A log of a version that wrote no MACs', () => {
  let service: Service;
  let ada: Protected;
  let bob: Protected;
  beforeEach(async () => {
    service = await startInProduction();
    ada = await protectedAccount(service);
    // A wrong code leaves a state that its event says little of.
    const { person, challenge } = await challenged(service, ada.me);
    await person.answerChallenge(challenge, '000000');
    bob = await protectedAccount(service);
    await service.stop();
    writtenBefore(service.folder);
    await service.startAgain();
  });
  afterEach(() => service.dispose());

  const signsIn = async ({ me, secret }: Protected) => {
    const { person, challenge } = await challenged(service, me);
    return person.answerChallenge(challenge, person.code(secret));
  };

  it('goes on as it is, and closes an account an event without one was added to since', async () => {
    expect(await signsIn(ada)).toMatchObject({ __typename: 'SignedIn' });
    await whileStopped(service, async ({ eventStore }) => {
      const stream = `twoFactor-${bob.accountId}`;
      const [newest] = await eventStore.readStream(stream, { direction: 'backwards', limit: 1 });
      const { type, data, metadata } = newest!;
      expect(metadata).not.toHaveProperty('mac');
      const another = inCanonicalOrder({ ...metadata, previousHash: eventHash(newest!) });
      await eventStore.append(stream, newest!.revision, [newEvent(type, data, another)]);
    });
    service.clock.advance({ steps: 2 });
    expect(await signsIn(ada)).toMatchObject({ __typename: 'SignedIn' });
    await expect(service.client().signIn(bob.me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
  });

  it('remembers where it ended once: keys of before do not do for it any more', async () => {
    expect(await signsIn(ada)).toMatchObject({ __typename: 'SignedIn' });
    await service.stop();
    putFormerKey(service.folder);
    await expect(service.startAgain()).rejects.toThrow(
      `The keys in ${service.folder} are not those of the log: what its events are authenticated by does not fit. Put keys and log of one time back; or go on, if it is the log that is older, by: countersign accept-restored-log.`,
    );
  });

  it('does not take for one of before what is put at the place of one, behind an event with a MAC', async () => {
    expect(await signsIn(ada)).toMatchObject({ __typename: 'SignedIn' });
    await service.stop();
    const stream = `twoFactor-${ada.accountId}`;
    {
      using db = databaseIn(service.folder);
      db.exec('UPDATE events SET position = 1000 WHERE position = 1');
      db.prepare(
        `INSERT INTO events SELECT 1, stream, revision + 1, 'another', type, data, json_remove(metadata, '$.mac')
         FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
      ).run(stream);
    }
    await service.startAgain();
    await expect(service.client().signIn(ada.me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(await signsIn(bob)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('does not take the word of an event of before for a state that was changed, whatever MAC was put in', async () => {
    await service.stop();
    {
      using db = databaseIn(service.folder);
      const { changes } = db
        .prepare(
          `UPDATE events SET metadata = json_set(metadata, '$.mac', '${'0'.repeat(32)}',
             '$.state.value.factor', json_object('status', 'off'))
           WHERE position = (SELECT max(position) FROM events WHERE stream = ?)`,
        )
        .run(`twoFactor-${ada.accountId}`);
      expect(changes).toBe(1);
    }
    await service.startAgain();
    await expect(service.client().signIn(ada.me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
  });
});
