import { Logger } from '@nestjs/common';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connectEventStoreDb } from '../../src/event-store/eventstoredb-connection.js';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb-event-store.js';
import type { EvidenceStore } from '../../src/evidence/evidence-store.js';
import { keptTree } from '../../src/evidence/kept-tree.js';
import { SqliteEvidenceStore } from '../../src/evidence/sqlite-evidence-store.js';
import { TreeKeeper } from '../../src/evidence/tree-keeper.js';
import { signTreeHead, type SignedTreeHead } from '../../src/evidence/tree-head.js';
import { ChainedLog } from '../support/chained-log.js';
import { EventStoreDbServer } from '../support/eventstoredb/eventstoredb-server.js';
import { NOW } from '../support/facts.js';
import { MACS } from '../support/macs.js';
import { temporaryFolder } from '../support/service.js';
import { forge, writeLife, wrongWith } from './tampering.js';

Logger.overrideLogger(['error']);

/** The log as the server of a file has it. */
async function withLog<T>(file: string, work: (store: EventStoreDbEventStore) => Promise<T>): Promise<T> {
  const server = await EventStoreDbServer.start({ file });
  const { client, credentials } = connectEventStoreDb(server.connectionString);
  const streams = ['account-', 'twoFactor-'];
  const store = new EventStoreDbEventStore(client, {
    streams,
    timeLimit: 5_000,
    maxInFlight: 9,
    credentials,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
    await server.close();
  }
}

async function sign(evidence: EvidenceStore): Promise<SignedTreeHead> {
  const treeSize = (await evidence.progress())?.size ?? 0;
  const rootHash = (await keptTree(evidence).root(treeSize)).toString('hex');
  const { privateKey } = generateKeyPairSync('ed25519');
  return signTreeHead({ treeSize, rootHash, signedAt: NOW.toISOString() }, privateKey);
}

/** Lets somebody at the file of a server whose log was signed, and tells what the verifier then says. */
async function afterwards(sql: string): Promise<string | undefined> {
  const [file, folder] = [join(temporaryFolder(), 'log'), temporaryFolder()];
  const evidence = new SqliteEvidenceStore(join(folder, 'evidence.db'));
  try {
    await withLog(file, async (eventStore) => {
      await writeLife(new ChainedLog(eventStore));
      await new TreeKeeper(eventStore, evidence).catchUp();
      await evidence.keepHead(await sign(evidence));
      expect(await wrongWith({ eventStore, evidence })).toBeUndefined();
    });
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
    return await withLog(file, (eventStore) => wrongWith({ eventStore, evidence }));
  } finally {
    evidence.close();
  }
}

const AT = (stream: string, revision: number) => `stream = '${stream}' AND revision = ${revision}`;
const replaced = (column: 'data' | 'metadata', from: string, to: string) =>
  `${column} = CAST(replace(CAST(${column} AS TEXT), '${from}', '${to}') AS BLOB)`;
const POSITION = (stream: string, revision: number) =>
  `(SELECT position FROM log WHERE ${AT(stream, revision)})`;

describe('A log in EventStoreDB', () => {
  it.each<[string, string, string]>([
    [
      'a changed byte in data',
      `UPDATE log SET ${replaced('data', '3', '9')} WHERE ${AT('account-1', 1)}`,
      'SomethingHappened at account-1@1 was changed: event 3 of the log is not what it was',
    ],
    [
      'a changed byte in metadata',
      `UPDATE log SET ${replaced('metadata', 'system', 'System')} WHERE ${AT('twoFactor-1', 1)}`,
      'SomethingHappened at twoFactor-1@1 was changed: event 5 of the log is not what it was',
    ],
    [
      'a byte that leaves no JSON',
      `UPDATE log SET ${replaced('data', '{', '[')} WHERE ${AT('account-2', 0)}`,
      'SomethingHappened at account-2@0 was changed: event 4 of the log is not what it was',
    ],
    [
      'a removed event',
      `DELETE FROM log WHERE ${AT('account-1', 1)}`,
      'event 3 of the log was removed: it stood before SomethingHappened at account-2@0',
    ],
    [
      'an added event',
      `INSERT INTO log SELECT position + 1, "end", 'account-3', 0, '019ca963-1800-7000-8000-0000000000e1', type, isJson, data, metadata, created
         FROM log WHERE ${AT('account-1', 1)}`,
      'SomethingHappened at account-3@0 was added as event 4 of the log',
    ],
    [
      'two neighbours that changed places',
      `CREATE TEMP TABLE places AS SELECT ${POSITION('account-1', 1)} AS a, ${POSITION('account-2', 0)} AS b;
       UPDATE log SET position = -1 WHERE position = (SELECT a FROM places);
       UPDATE log SET position = (SELECT a FROM places) WHERE position = (SELECT b FROM places);
       UPDATE log SET position = (SELECT b FROM places) WHERE position = -1;`,
      'SomethingHappened at account-2@0 and SomethingHappened at account-1@1 changed places, events 3 of the log and 4',
    ],
    [
      'a changed type',
      `UPDATE log SET type = 'NothingHappened' WHERE ${AT('account-2', 0)}`,
      'NothingHappened at account-2@0 was changed: event 4 of the log is not what it was',
    ],
    [
      'a removed event, with its place closed',
      `DELETE FROM log WHERE ${AT('account-1', 1)}; UPDATE log SET revision = 1 WHERE ${AT('account-1', 2)};`,
      'event 3 of the log was removed: it stood before SomethingHappened at account-2@0',
    ],
    [
      'two events far apart that changed places',
      `CREATE TEMP TABLE places AS SELECT ${POSITION('twoFactor-1', 0)} AS a, ${POSITION('account-2', 1)} AS b;
       UPDATE log SET position = -1 WHERE position = (SELECT a FROM places);
       UPDATE log SET position = (SELECT a FROM places) WHERE position = (SELECT b FROM places);
       UPDATE log SET position = (SELECT b FROM places) WHERE position = -1;`,
      'SomethingHappened at account-2@1 was moved: it was event 7, and is event 2 of the log',
    ],
    [
      'a truncated stream',
      `DELETE FROM log WHERE ${AT('account-1', 2)}`,
      'event 6 of the log was removed: it stood before SomethingHappened at account-2@1',
    ],
    [
      'a truncated log',
      `DELETE FROM log WHERE position > ${POSITION('account-1', 2)}`,
      'the log was truncated: it ends with event 6, SomethingHappened at account-1@2, and had 8',
    ],
  ])('with %s is found out, and the event named', async (_what, sql, line) => {
    expect(await afterwards(sql)).toBe(line);
  });

  it('with an event behind the last of a stream is found out by who has the key, also once it was signed', async () => {
    const evidence = new SqliteEvidenceStore(join(temporaryFolder(), 'evidence.db'));
    await withLog(join(temporaryFolder(), 'log'), async (eventStore) => {
      const wrong = () => wrongWith({ eventStore, evidence }, [], MACS);
      await writeLife(new ChainedLog(eventStore, MACS));
      expect(await wrong()).toBeUndefined();
      await forge(eventStore, 'account-2');
      const line = 'SomethingHappened at account-2@2 was not written by this service';
      expect(await wrong()).toBe(line);
      await new TreeKeeper(eventStore, evidence).catchUp();
      await evidence.keepHead(await sign(evidence));
      expect(await wrong()).toBe(line);
    });
    evidence.close();
  });

  it('whose past was rewritten with a consistent chain is found out by a head kept elsewhere', async () => {
    const evidence = new SqliteEvidenceStore(join(temporaryFolder(), 'evidence.db'));
    const kept = await withLog(join(temporaryFolder(), 'log'), async (eventStore) => {
      await writeLife(new ChainedLog(eventStore));
      await new TreeKeeper(eventStore, evidence).catchUp();
      return sign(evidence);
    });
    evidence.close();
    const another = new SqliteEvidenceStore(join(temporaryFolder(), 'evidence.db'));
    try {
      await withLog(join(temporaryFolder(), 'log'), async (eventStore) => {
        const log = new ChainedLog(eventStore);
        await log.append('account-1', 1, 2, 3);
        await log.append('account-2', 4, 5, 6, 7, 8);
        await new TreeKeeper(eventStore, another).catchUp();
        await another.keepHead(await sign(another));
        expect(await wrongWith({ eventStore, evidence: another })).toBeUndefined();
        expect(await wrongWith({ eventStore, evidence: another }, [kept])).toBe(
          `events 1 to 8 of the log are not those signed at ${kept.signedAt}: the past was rewritten`,
        );
      });
    } finally {
      another.close();
    }
  });
});
