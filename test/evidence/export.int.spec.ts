import { createPublicKey, hash } from 'node:crypto';
import { openSigningKey } from '../../src/crypto/signing-key.js';
import { eventHash, type KeptEvent } from '../../src/event-store/event-hash.js';
import { exportLines } from '../../src/evidence/export-log.js';
import { keptTree } from '../../src/evidence/kept-tree.js';
import { signTreeHead } from '../../src/evidence/tree-head.js';
import { verifyExport } from '../../src/evidence/verify-export.js';
import { verdictOn } from './export-verdict.js';
import { Installation } from './installation.js';
import { databaseIn, writeLife } from './tampering.js';

const nothing = () => undefined;

/** The line as a forger leaves it who knows what is beside the event. */
function withLeafHash(line: string): string {
  const { data } = JSON.parse(line) as { data: KeptEvent };
  return line.replace(/"leafhash":"\w+"/, `"leafhash":"${eventHash(data)}"`);
}

/** The event in a line, as it stands there. */
function jsonIn(line: string): string {
  return line.slice(line.indexOf(',"data":{') + ',"data":'.length, -1);
}

/** The line with another event in it, and the hash of its very text beside it. */
function withEvent(line: string, json: string): string {
  return line
    .replace(jsonIn(line), json)
    .replace(/"leafhash":"\w+"/, `"leafhash":"${hash('sha256', `\0${json}`, 'hex')}"`);
}

function withoutLeafHash(line: string): string {
  return line.replace(/"leafhash":"\w+",/, '');
}

describe('An export of the whole log', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = new Installation();
    await writeLife(installation.log);
    await installation.notarise();
  });
  afterEach(() => installation[Symbol.asyncDispose]());

  async function exported(after = -1): Promise<readonly string[]> {
    const { eventStore, evidence } = installation.storage;
    const request = { head: (await evidence.latestHead())!, after };
    let text = '';
    for await (const lines of exportLines(eventStore, keptTree(evidence), request, nothing)) text += lines;
    return text.trimEnd().split('\n');
  }
  const wrongWith = async (lines: readonly string[]) => (await verdictOn(lines, installation)).wrong;

  it('has every event in an envelope of CloudEvents 1.0, behind the signed head', async () => {
    const [head, ...events] = (await exported()).map((line) => JSON.parse(line) as Record<string, unknown>);
    const { events: log } = await installation.storage.eventStore.readAll({ after: 0, limit: 9 });
    const signed = await installation.storage.evidence.latestHead();
    expect(head).toMatchObject({
      specversion: '1.0',
      id: `head-8-${signed!.rootHash.slice(0, 16)}`,
      data: signed,
    });
    expect(events).toEqual(
      log.map(({ stream, revision, id, type, data, metadata }, index) => ({
        specversion: '1.0',
        source: '/countersign/log',
        datacontenttype: 'application/json',
        id,
        type,
        subject: stream,
        time: metadata['at'],
        sequence: `00000000000000${index}`,
        leafhash: eventHash(log[index]!),
        data: { stream, revision, id, type, data, metadata },
      })),
    );
    // CloudEvents 1.0 §3.1: names of attributes.
    for (const name of [head!, ...events].flatMap((one) => Object.keys(one)))
      expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  });

  it('has of every event the very bytes that are hashed', async () => {
    const [, ...events] = await exported();
    for (const line of events)
      expect(line).toContain(`"leafhash":"${hash('sha256', `\0${jsonIn(line)}`, 'hex')}"`);
    expect(events).toHaveLength(8);
  });

  it('is right also with the fields of an event in another order', async () => {
    const lines = (await exported()).map((line, index) => {
      if (index === 0) return line;
      const { data, id, ...others } = JSON.parse(jsonIn(line)) as Record<string, unknown>;
      return line.replace(jsonIn(line), JSON.stringify({ ...others, id, data }));
    });
    expect(await verdictOn(lines, installation)).toMatchObject({ wrong: undefined, events: 8 });
  });

  it('is wrong where an event says two things, though its hash is that of what it says', async () => {
    const lines = await exported();
    const twice = (line: string) => withEvent(line, jsonIn(line).replace('{', '{"data":{"value":9},'));
    expect(await wrongWith(lines.with(3, twice(lines[3]!)))).toBe('line 4 is neither an event nor a head');
    const behind = lines[8]!.replace(/"sequence":"\d+"/, '"sequence":"000000000000008"');
    expect(await wrongWith([...lines, twice(behind)])).toBe('line 10 is neither an event nor a head');
  });

  it('is verified by nothing but itself and the key', async () => {
    expect(await verdictOn(await exported(), installation)).toMatchObject({
      wrong: undefined,
      events: 8,
      head: { treeSize: 8 },
    });
  });

  it('goes as far as the log was signed', async () => {
    await installation.log.append('account-3', 9);
    const lines = await exported();
    expect(lines).toHaveLength(9);
    expect(await wrongWith(lines)).toBeUndefined();
  });

  it('is gone on with behind any event, also after more was signed', async () => {
    const first = (await exported()).slice(0, 4);
    await installation.log.append('account-3', 9);
    await installation.notarise();
    const whole = [...first, ...(await exported(2))];
    expect(await verdictOn(whole, installation)).toMatchObject({
      wrong: undefined,
      events: 9,
      head: { treeSize: 9 },
    });
  });

  it.each<[string, (lines: readonly string[]) => readonly string[], string]>([
    [
      'changed event',
      (lines) => lines.with(3, lines[3]!.replace('"value":3', '"value":9')),
      'SomethingHappened at account-1@1 was changed: event 3 of the log is not the one that was signed',
    ],
    [
      'changed last event of its stream',
      (lines) => lines.with(7, lines[7]!.replace('"value":7', '"value":9')),
      'SomethingHappened at account-2@1 was changed: event 7 of the log is not the one that was signed',
    ],
    [
      'changed last event of the log',
      (lines) => lines.with(8, lines[8]!.replace('"value":8', '"value":9')),
      'SomethingHappened at twoFactor-1@2 was changed: event 8 of the log is not the one that was signed',
    ],
    [
      'last event of which half a character is left',
      (lines) => lines.with(8, lines[8]!.replace('"value":8', String.raw`"value":"\ud800"`)),
      'SomethingHappened at twoFactor-1@2 was changed: event 8 of the log is not the one that was signed',
    ],
    [
      'changed last event, and its leaf hash with it',
      (lines) => lines.with(8, withLeafHash(lines[8]!.replace('"value":8', '"value":9'))),
      'events 1 to 8 of the log are not those signed at 2026-03-01T12:00:15.000Z: the past was rewritten',
    ],
    [
      'changed event, and no leaf hashes',
      (lines) => lines.with(3, lines[3]!.replace('"value":3', '"value":9')).map(withoutLeafHash),
      'account-1@1 is not the event SomethingHappened at account-1@2 was written behind',
    ],
    [
      'removed event',
      (lines) => lines.toSpliced(3, 1),
      'event 3 of the log is missing before SomethingHappened at account-2@0',
    ],
    [
      'removed end',
      (lines) => lines.slice(0, 6),
      'the log was truncated: it ends with event 5, SomethingHappened at twoFactor-1@1, and had 8',
    ],
    [
      'repeated event',
      (lines) => lines.toSpliced(3, 0, lines[3]!),
      'SomethingHappened at account-1@1 is out of its order',
    ],
    [
      'changed envelope',
      (lines) => lines.with(3, lines[3]!.replace('"subject":"account-1"', '"subject":"account-2"')),
      'line 4 is neither an event nor a head',
    ],
    ['line that is none', (lines) => lines.with(3, 'null'), 'line 4 is neither an event nor a head'],
    ['missing head', (lines) => lines.slice(1), 'there is no signed head in it'],
    ['head alone', (lines) => lines.slice(0, 1), 'there is no event in it'],
    [
      'proof nobody asked for',
      (lines) =>
        lines.with(3, lines[3]!.replace('"leafhash"', `"inclusionproof":"${'ab'.repeat(32)}","leafhash"`)),
      'SomethingHappened at account-1@1 comes with a proof, and the first event does not',
    ],
    [
      'line nobody could write',
      (lines) =>
        lines.with(3, lines[3]!.replace('"value":3', `"value":${'['.repeat(9_000)}${']'.repeat(9_000)}`)),
      'line 4 is neither an event nor a head',
    ],
    [
      'false leaf hash',
      (lines) =>
        lines.with(
          3,
          lines[3]!.replace(/(?<="leafhash":")\w/, (digit) => (digit === '0' ? '1' : '0')),
        ),
      'the leaf hash beside SomethingHappened at account-1@1 is not its hash',
    ],
  ])('with a %s is found wrong', async (_what, change, line) => {
    expect(await wrongWith(change(await exported()))).toBe(line);
  });

  it.each<[string, number, string | RegExp, string]>([
    ['a name twice', 3, '"data":{"value":3}', '"data":{"value":9},"data":{"value":3}'],
    ['white space', 3, '"value":3', '"value": 3'],
    ['another source', 3, '/countersign/log', '/another/log'],
    ['another content type', 3, 'application/json', 'text/plain'],
    ['an attribute of its own', 3, '{', '{"more":1,'],
    ['a sequence without its zeros', 3, /(?<="sequence":")0+(?=2")/, ''],
    ['no version', 3, '"specversion":"1.0",', ''],
    ['an id of another head', 0, 'head-8', 'head-9'],
    ['another time of the head', 0, /(?<="time":")2026/, '2025'],
    ['another version of the head', 0, '"1.0"', '"1.1"'],
    ['an attribute of its own in the head', 0, '{', '{"more":1,'],
    ['more said in the head', 0, '"treeSize"', '"more":1,"treeSize"'],
    ['a signature written otherwise', 0, /.==(?=")/, '_=='],
    ['a proof that is none', 3, '"leafhash"', '"inclusionproof":"00","leafhash"'],
  ])('with %s in a line is found wrong', async (_what, at, from, to) => {
    const lines = await exported();
    expect(await wrongWith(lines.with(at, lines[at]!.replace(from, to)))).toBe(
      `line ${at + 1} is neither an event nor a head`,
    );
  });

  it('goes no further than it was signed', async () => {
    const [early] = await exported();
    await installation.log.append('account-3', 9);
    await installation.notarise();
    const [, ...events] = await exported();
    expect(await wrongWith([early!, ...events])).toBe(
      'SomethingHappened at account-3@0 stands behind the last event that was signed',
    );
  });

  it('is right whatever the first event has in it', async () => {
    await using other = new Installation();
    await other.log.append('account-1', { inclusionproof: 'x', type: 'countersign.treehead' });
    const head = await other.notarise();
    let text = '';
    const { eventStore, evidence } = other.storage;
    for await (const lines of exportLines(
      eventStore,
      keptTree(evidence),
      { head: head!, after: -1 },
      nothing,
    ))
      text += lines;
    expect(await verdictOn(text.trimEnd().split('\n'), other)).toMatchObject({ wrong: undefined, events: 1 });
  });

  it('is held against heads that were kept elsewhere', async () => {
    const kept = (await installation.storage.evidence.latestHead())!;
    expect(await verdictOn(await exported(), installation, [kept])).toMatchObject({
      wrong: undefined,
      heldAgainst: 1,
    });
    // Whoever has the key signs another past, and whoever keeps heads knows.
    const privateKey = await openSigningKey(installation.storage.wrappedKeys, installation.masterKeys);
    const another = signTreeHead({ ...kept, rootHash: 'ab'.repeat(32) }, privateKey);
    const later = signTreeHead({ ...kept, treeSize: 9 }, privateKey);
    expect((await verdictOn(await exported(), installation, [another])).wrong).toContain(
      'the past was rewritten',
    );
    expect((await verdictOn(await exported(), installation, [later])).wrong).toContain('and had 9');
    expect((await verdictOn(await exported(), installation, [{ ...kept, treeSize: 1 }])).wrong).toContain(
      'was not signed by it',
    );
  });

  it('that is another one each time it is read is found wrong', async () => {
    const lines = await exported();
    const key = createPublicKey(
      await openSigningKey(installation.storage.wrappedKeys, installation.masterKeys),
    );
    let times = 0;
    const read = async function* () {
      if (times++ === 0) yield* lines;
    };
    expect((await verifyExport(read, { publicKey: key }, nothing)).wrong).toContain('the log was truncated');
  });

  it('of a log with an event whose metadata were emptied is made, and names the event', async () => {
    await installation.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec(`UPDATE events SET metadata = 'null' WHERE position = 3`);
    });
    expect(await wrongWith(await exported())).toBe(
      'SomethingHappened at account-1@1 was changed: event 3 of the log is not the one that was signed',
    );
  });

  it('without leaf hashes, as it was before there were any, is still verified', async () => {
    expect(await wrongWith((await exported()).map(withoutLeafHash))).toBeUndefined();
  });

  it('names the changed event also where it was gone on with', async () => {
    const first = (await exported()).slice(0, 4);
    await installation.log.append('account-3', 9);
    await installation.notarise();
    const whole = [...first, ...(await exported(2))];
    const changed = whole.with(-1, whole.at(-1)!.replace('"value":9', '"value":8'));
    expect(await wrongWith(changed)).toBe(
      'SomethingHappened at account-3@0 was changed: event 9 of the log is not the one that was signed',
    );
  });

  it('of a log that was changed after it was signed names the event', async () => {
    await installation.whileClosed((folder) => {
      using db = databaseIn(folder);
      db.exec(`UPDATE events SET data = '{"value":9}' WHERE position = 8`);
    });
    expect(await wrongWith(await exported())).toBe(
      'SomethingHappened at twoFactor-1@2 was changed: event 8 of the log is not the one that was signed',
    );
  });

  it('that another key signed is not taken', async () => {
    await using other = new Installation();
    expect((await verdictOn(await exported(), other)).wrong).toContain('the head of 8 events');
  });
});
