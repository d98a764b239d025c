import { openSigningKey } from '../../src/crypto/signing-key.js';
import { AccountExport } from '../../src/evidence/account-export.js';
import { signTreeHead } from '../../src/evidence/tree-head.js';
import { newEvent } from '../support/new-events.js';
import { verdictOn } from './export-verdict.js';
import type { Installation } from './installation.js';
import { writeLife } from './tampering.js';

/** The lines of what is exported of an account. */
export async function exportedOf(
  { storage: { eventStore, evidence } }: Installation,
  accountId: string,
  after = -1,
  tell: (events: number) => void = () => undefined,
): Promise<readonly string[]> {
  const account = new AccountExport(eventStore, evidence);
  const head = (await account.headFor(accountId))!;
  let text = '';
  for await (const line of account.lines({ accountId, head, after }, tell)) text += line;
  return text.trimEnd().split('\n');
}

/** What is exported of an account, whatever log it is read from. */
export function describeAccountExport(
  name: string,
  open: () => Promise<{ readonly installation: Installation; readonly close: () => Promise<void> }>,
): void {
  describe(name, () => {
    let [installation, close]: [Installation, () => Promise<void>] = [undefined!, undefined!];
    beforeEach(async () => {
      ({ installation, close } = await open());
    });
    afterEach(() => close());

    const exported = (accountId: string, after?: number) => exportedOf(installation, accountId, after);
    const wrongWith = async (lines: readonly string[]) => (await verdictOn(lines, installation)).wrong;
    const written = async () => {
      await writeLife(installation.log);
      await installation.notarise();
    };

    it('has the signed head, and behind it the events of both its streams in the order of the log', async () => {
      await written();
      const told: number[] = [];
      const [head, ...events] = (await exportedOf(installation, '1', -1, (count) => told.push(count))).map(
        (line) => JSON.parse(line) as Record<string, unknown>,
      );
      const { evidence, eventStore } = installation.storage;
      expect(head).toMatchObject({ type: 'countersign.treehead', data: await evidence.latestHead() });
      expect(events.map(({ sequence, subject }) => [Number(sequence), subject])).toEqual([
        [0, 'account-1'],
        [1, 'twoFactor-1'],
        [2, 'account-1'],
        [4, 'twoFactor-1'],
        [5, 'account-1'],
        [7, 'twoFactor-1'],
      ]);
      const kept = await eventStore.readStream('twoFactor-1', { from: 2, limit: 1 });
      expect(kept).toMatchObject([events.at(-1)?.['data']]);
      expect(told).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('is verified by nothing but itself and the key', async () => {
      await written();
      expect(await verdictOn(await exported('1'), installation)).toMatchObject({
        wrong: undefined,
        events: 6,
        streams: 'account-1 up to @2, twoFactor-1 up to @2',
        head: { treeSize: 8 },
      });
    });

    it('is told apart from one a whole stream was left out of, or somebody else’s events were put into', async () => {
      await written();
      const whole = await exported('1');
      const part = whole.filter((line) => !line.includes('"subject":"twoFactor-1"'));
      expect(await verdictOn(part, installation)).toMatchObject({
        wrong: undefined,
        events: 3,
        streams: 'account-1 up to @2, nothing of twoFactor-1',
      });
      const placeOf = (line: string) => Number(/"sequence":"(\d+)"/.exec(line)?.[1] ?? -1);
      const [, ...others] = await exported('2');
      const both = [...whole, ...others].toSorted((a, b) => placeOf(a) - placeOf(b));
      expect(await wrongWith(both)).toBe(
        'SomethingHappened at account-2@0 is not of the account the first event is of',
      );
    });

    it('has nothing of the stream of its name', async () => {
      await installation.storage.eventStore.append('username-index', -1, [
        newEvent('UsernameClaimed', { accountId: '1' }),
      ]);
      await written();
      expect((await exported('1')).join()).not.toContain('username-index');
    });

    it('goes as far as the log was signed', async () => {
      await written();
      const before = await exported('1');
      await installation.log.append('account-1', 9);
      await installation.keeper.catchUp();
      await installation.log.append('twoFactor-1', 10);
      expect(await exported('1')).toEqual(before);
    });

    it('is gone on with behind any event, also after more was signed', async () => {
      await written();
      const first = (await exported('1')).slice(0, 4);
      await installation.log.append('account-1', 9);
      await installation.notarise();
      const rest = await exported('1', 2);
      expect(rest).toHaveLength(5);
      expect(await verdictOn([...first, ...rest], installation)).toMatchObject({
        wrong: undefined,
        events: 7,
        head: { treeSize: 9 },
      });
    });

    it('proves every event of a long history, of which the tree has grown over many tiles', async () => {
      const values = (count: number) => Array.from({ length: count }, (_, index) => index);
      await installation.log.append('account-1', ...values(130));
      await installation.log.append('account-2', ...values(300));
      await installation.log.append('twoFactor-1', ...values(270));
      await installation.notarise();
      await installation.log.append('account-1', ...values(400));
      await installation.notarise();
      expect(await verdictOn(await exported('1'), installation)).toMatchObject({
        wrong: undefined,
        events: 800,
        head: { treeSize: 1_100 },
      });
    });

    it('has no head to stand behind before the account was signed', async () => {
      const headFor = (id: string) =>
        new AccountExport(installation.storage.eventStore, installation.storage.evidence).headFor(id);
      await installation.log.append('account-2', 1);
      expect(await headFor('2')).toBeUndefined();
      const head = await installation.notarise();
      await installation.log.append('account-1', 2);
      expect([await headFor('2'), await headFor('1'), await headFor('3')]).toEqual([
        head,
        undefined,
        undefined,
      ]);
    });

    it('is held against a head of its size that was kept elsewhere', async () => {
      await written();
      const kept = (await installation.storage.evidence.latestHead())!;
      const key = await openSigningKey(installation.storage.wrappedKeys, installation.masterKeys);
      const another = signTreeHead({ ...kept, rootHash: 'ab'.repeat(32) }, key);
      const smaller = signTreeHead({ ...kept, treeSize: 7 }, key);
      expect(await verdictOn(await exported('1'), installation, [kept])).toMatchObject({
        wrong: undefined,
        heldAgainst: 1,
      });
      expect(await verdictOn(await exported('1'), installation, [smaller])).toMatchObject({ heldAgainst: 0 });
      expect(await verdictOn(await exported('1'), installation, [another])).toMatchObject({
        wrong: `the head of 8 events is not the one signed at ${kept.signedAt} that was kept`,
      });
    });

    it.each<[string, (lines: readonly string[]) => readonly string[], string]>([
      [
        'changed event',
        (lines) => lines.with(5, lines[5]!.replace('"value":6', '"value":9')),
        'SomethingHappened at account-1@2 is not event 6 of the log that was signed',
      ],
      [
        'removed event',
        (lines) => lines.toSpliced(3, 1),
        'account-1@1 is missing before SomethingHappened at account-1@2',
      ],
      [
        'proof cut short',
        (lines) => lines.with(1, lines[1]!.replace(/(?<="inclusionproof":"\w{62})\w\w/, '')),
        'line 2 is neither an event nor a head',
      ],
      [
        'leaf hash of another event',
        (lines) => lines.with(1, lines[1]!.replace('"data"', `"leafhash":"${'ab'.repeat(32)}","data"`)),
        'the leaf hash beside SomethingHappened at account-1@0 is not its hash',
      ],
      [
        'proof of another event',
        (lines) => lines.with(1, lines[1]!.replace(/(?<="sequence":"0{14})0/, '1')),
        'SomethingHappened at account-1@0 is not event 2 of the log that was signed',
      ],
    ])('with a %s is found wrong', async (_what, change, line) => {
      await written();
      expect(await wrongWith(change(await exported('1')))).toBe(line);
    });
  });
}
