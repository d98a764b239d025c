import { createPublicKey } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { settings } from '../../src/config/config.js';
import { openSigningKey } from '../../src/crypto/signing-key.js';
import { eventHash } from '../../src/event-store/event-hash.js';
import { Frontier } from '../../src/evidence/frontier.js';
import { readHeads } from '../../src/evidence/head-file.js';
import { keptTree } from '../../src/evidence/kept-tree.js';
import { LogGuard } from '../../src/event-store/log-guard.js';
import { Notary } from '../../src/evidence/notary.js';
import { isSignedBy, signTreeHead } from '../../src/evidence/tree-head.js';
import { listen } from '../support/logged.js';
import { temporaryFolder } from '../support/service.js';
import { Installation } from './installation.js';
import { databaseIn } from './tampering.js';

Logger.overrideLogger(false);

const unheard = (line: string) => expect(line).toBeUndefined();

/** The root over the log as it is, computed apart. */
async function rootOf({ storage }: Installation): Promise<string> {
  const { events } = await storage.eventStore.readAll({ after: 0, limit: 100_000 });
  const frontier = new Frontier();
  for (const event of events) frontier.append(eventHash(event));
  return frontier.root().toString('hex');
}

describe('The notary', () => {
  it('signs the root over all events in the order of the log', async () => {
    await using it = new Installation();
    await it.log.append('account-1', 1, 2);
    await it.log.append('twoFactor-1', 3);
    const head = await it.notarise();
    expect(head).toMatchObject({ treeSize: 3, rootHash: await rootOf(it) });
    expect(head?.signedAt).toBe(it.clock.now().toISOString());
    const key = await openSigningKey(it.storage.wrappedKeys, it.masterKeys);
    expect(isSignedBy(head!, createPublicKey(key))).toBe(true);
    expect(await it.storage.evidence.latestHead()).toEqual(head);
  });

  it('signs nothing while the log has nothing new', async () => {
    await using it = new Installation();
    expect(await it.notarise()).toBeUndefined();
    await it.log.append('account-1', 1);
    expect(await it.notarise()).toBeDefined();
    expect(await it.notarise()).toBeUndefined();
    await it.log.append('account-1', 2);
    expect(await it.notarise()).toMatchObject({ treeSize: 2 });
  });

  it('goes on where it was, with the same key, after a restart', async () => {
    await using it = new Installation();
    await it.log.append('account-1', ...Array.from({ length: 600 }, (_, number) => number));
    const before = await it.notarise();
    await it.whileClosed(() => undefined);
    await it.log.append('account-2', 'later');
    const after = await it.notarise();
    expect(after).toMatchObject({ treeSize: 601, keyId: before?.keyId, rootHash: await rootOf(it) });
  });

  it('knows which tile an event at a position is in', async () => {
    await using it = new Installation();
    for (const stream of ['account-1', 'account-2', 'account-3'])
      await it.log.append(stream, ...Array.from({ length: 200 }, (_, number) => number));
    await it.notarise();
    const { events } = await it.storage.eventStore.readAll({ after: 0, limit: 600 });
    const tiles = await Promise.all(events.map(({ position }) => it.storage.evidence.tileAt(position)));
    expect(tiles.map((tile) => tile?.index)).toEqual(events.map((_, index) => Math.floor(index / 256)));
  });

  it('keeps each head elsewhere too, as a line of a file', async () => {
    const file = join(temporaryFolder(), 'heads.ndjson');
    await using it = new Installation({ NOTARY_FILE: file });
    await it.log.append('account-1', 1);
    const first = await it.notarise();
    await it.log.append('account-1', 2);
    const second = await it.notarise();
    expect(await readHeads(file, unheard)).toEqual([first, second]);
  });

  it('goes on in a line of its own where a crash tore the last one, which then tells of nothing', async () => {
    const file = join(temporaryFolder(), 'heads.ndjson');
    await using it = new Installation({ NOTARY_FILE: file });
    const heads = [];
    for (const value of [1, 2, 3]) {
      await it.log.append('account-1', value);
      heads.push(await it.notarise());
      if (value === 1) appendFileSync(file, '{"treeSize":2,"rootH');
    }
    const told: string[] = [];
    expect(await readHeads(file, (line) => told.push(line))).toEqual(heads);
    expect(told).toEqual([`No signed tree head, and passed over: line 2 of ${file}.`]);
    truncateSync(file, readFileSync(file).length - 1);
    await it.log.append('account-1', 4);
    expect(await it.notarise()).toEqual((await readHeads(file, () => undefined)).at(-1));
    await expect(readHeads(import.meta.filename, unheard)).rejects.toThrow('no signed tree head in it');
  });

  it('signs although the file elsewhere cannot be written, and writes what it lacks once it can', async () => {
    const file = join(temporaryFolder(), 'folder');
    mkdirSync(file);
    const lines = listen();
    await using it = new Installation({ NOTARY_FILE: file });
    const { notary } = it;
    const heads = [];
    for (const value of [1, 2]) {
      await it.log.append('account-1', value);
      await it.keeper.catchUp();
      heads.push(await notary.sign());
    }
    expect(heads).toMatchObject([{ treeSize: 1 }, { treeSize: 2 }]);
    rmdirSync(file);
    expect(await notary.sign()).toBeUndefined();
    expect(await readHeads(file, unheard)).toEqual(heads);
    expect(lines).toEqual([
      'ALARM: heads are not in NOTARY_FILE, and are tried again until they are',
      'Heads are in NOTARY_FILE again',
    ]);
  });

  it('writes elsewhere what another service left unwritten, and nothing twice', async () => {
    const file = join(temporaryFolder(), 'heads.ndjson');
    await using it = new Installation();
    await it.log.append('account-1', 1);
    const first = await it.notarise();
    const { eventStore, evidence, outbox, wrappedKeys } = it.storage;
    const guard = new LogGuard(eventStore, outbox);
    const config = settings.parse({ NOTARY_FILE: file });
    const restarted = () => new Notary(evidence, it.clock, wrappedKeys, it.masterKeys, guard, config);
    for (const notary of [restarted(), restarted()]) await notary.sign();
    expect(await readHeads(file, unheard)).toEqual([first]);
    const running = restarted();
    await running.sign();
    rmSync(file);
    await it.log.append('account-1', 2);
    await it.keeper.catchUp();
    const second = await running.sign();
    expect(await readHeads(file, unheard)).toEqual([second]);
  });

  it.each([
    ['as of another log, with an alarm,', false],
    ['without one where the loss was accepted,', true],
  ])(
    'writes the heads of a log that lost its end behind those of what is gone, %s',
    async (_how, isAccepted) => {
      const file = join(temporaryFolder(), 'heads.ndjson');
      await using it = new Installation({ NOTARY_FILE: file });
      await it.log.append('account-1', 1, 2, 3);
      const before = await it.notarise();
      await it.storage.evidence.forget();
      await it.whileClosed((folder) => {
        using db = databaseIn(folder);
        db.exec('DELETE FROM events WHERE revision = 2');
      });
      it.clock.advance({ seconds: 1 });
      if (isAccepted) await it.storage.outbox.restore({ position: 2, event: null }, it.clock.now());
      const lines = listen();
      const after = await it.notarise();
      expect(after).toMatchObject({ treeSize: 2 });
      expect(await readHeads(file, unheard)).toEqual([after, before]);
      const { notary } = it;
      expect(await notary.sign()).toBeUndefined();
      const alarm = `ALARM: the head of 3 events in NOTARY_FILE, signed at ${before?.signedAt}, is not of the log there is now: verify that by countersign verify --head`;
      expect(lines).toEqual(isAccepted ? [] : [alarm]);
    },
  );

  it('does not go on from a log whose newest event is not the one it knew', async () => {
    await using it = new Installation();
    await it.log.append('account-1', 1, 2);
    await it.notarise();
    await it.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec(`UPDATE events SET data = '{"value":3}' WHERE revision = 1`);
    });
    await expect(it.keeper.catchUp()).rejects.toMatchObject({
      code: 'LOG_REWRITTEN',
      message: 'Event 2 of the log, account-1@1, is not what it was when it was taken into the tree',
    });
  });

  it('does not sign a tree that contradicts what it signed', async () => {
    await using it = new Installation();
    await it.log.append('account-1', 1, 2);
    await it.keeper.catchUp();
    const key = await openSigningKey(it.storage.wrappedKeys, it.masterKeys);
    const other = { treeSize: 1, rootHash: 'ab'.repeat(32), signedAt: it.clock.now().toISOString() };
    await it.storage.evidence.keepHead(signTreeHead(other, key));
    await expect(it.notary.sign()).rejects.toMatchObject({ code: 'TREE_REWRITTEN' });
  });

  it('has every event of the log as a leaf, in its place', async () => {
    await using it = new Installation();
    await it.log.append('account-1', 1, 2, 3);
    await it.notarise();
    const tree = keptTree(it.storage.evidence);
    const { events } = await it.storage.eventStore.readAll({ after: 0, limit: 9 });
    for (const [index, event] of events.entries())
      expect((await tree.leaf(index)).toString('hex')).toBe(eventHash(event));
  });
});
