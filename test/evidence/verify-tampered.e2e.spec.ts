import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteEventStore } from '../../src/event-store/sqlite-event-store.js';
import { ADA } from '../support/facts.js';
import { countersign, newFolder, run, start } from '../support/process.js';
import { databaseIn, forge } from './tampering.js';

describe('countersign, of what somebody tampered with,', () => {
  /** A data folder whose log was signed, its key, and an export of it. */
  async function signed() {
    const service = await start();
    const { folder } = service;
    const { accountId } = await service.client().registered(ADA);
    await service.stop();
    const [key, file] = [join(newFolder(), 'key.pem'), join(newFolder(), 'log.ndjson')];
    writeFileSync(key, (await run(['notary', 'public-key'], { folder })).stdout);
    await run(['export', '--output', file], { folder });
    return { folder, accountId, key, file };
  }

  it('prints one line, whatever is written there', async () => {
    const { folder } = await signed();
    using log = databaseIn(folder);
    log.exec(
      `UPDATE events SET type = 'X' || char(13) || char(27) || '[2K' || char(10) || 'OK: 2 events.' WHERE position = 2`,
    );
    const { code, stdout, stderr } = await run(['verify'], { folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^WRONG: X\\u\{d\}\\u\{1b\}\[2K\\u\{a\}OK: 2 events\. at account-.* was changed: .*\.\n$/,
    );
    const audit = await run(['audit', ADA.username], { folder });
    expect(audit.code).toBe(1);
    expect(audit.stderr).not.toContain('\u001b');
  });

  it('takes no pipe for an export, nor one without events, and holds it against heads kept elsewhere', async () => {
    const { key, file } = await signed();
    const verdictOn = (path: string, ...more: readonly string[]) =>
      run(['verify', '--file', path, '--public-key', key, ...more], { folder: newFolder() });
    expect(await verdictOn('/dev/null')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: '/dev/null is no regular file, and an export is read more than once: write it to one.\n',
    });
    const [head, ...events] = readFileSync(file, 'utf8').trimEnd().split('\n') as [string, ...string[]];
    const [empty, heads, none] = ['empty', 'heads', 'none'].map((name) => join(newFolder(), name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(empty, `${head}\n`);
    expect(await verdictOn(empty)).toMatchObject({ code: 1, stdout: 'WRONG: there is no event in it.\n' });
    writeFileSync(none, '\n');
    expect(await verdictOn(file, '--head', none)).toMatchObject({
      code: 1,
      stderr: `The heads in ${none} cannot be read: there is no signed tree head in it.\n`,
    });
    const { data } = JSON.parse(head) as { data: { treeSize: number } };
    writeFileSync(heads, JSON.stringify(data));
    expect(await verdictOn(file, '--head', heads)).toMatchObject({
      code: 0,
      stdout: `OK: ${events.length} events of the ${events.length} signed at ${(data as unknown as { signedAt: string }).signedAt}.\n`,
    });
    writeFileSync(heads, JSON.stringify({ ...data, treeSize: data.treeSize + 1 }));
    expect(await verdictOn(file, '--head', heads)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('WRONG: the head of ') as unknown,
    });
  });

  it('says in one line what is missing, and when the disk is full', async () => {
    const { folder, accountId } = await signed();
    const onFullDisk = ['bash', '-c', 'exec "$@" > /dev/full', 'bash', ...countersign()];
    expect(await run(['audit', accountId], { folder, command: onFullDisk })).toMatchObject({
      code: 1,
      lines: [
        expect.stringContaining('The history of'),
        'What is printed cannot be written: no space left on device.',
      ],
    });
    using evidence = new DatabaseSync(join(folder, 'evidence.db'));
    evidence.exec(`UPDATE tree_tiles SET hashes = x''`);
    for (const words of [['export'], ['export', '--account', accountId]])
      expect(await run(words, { folder })).toMatchObject({
        code: 1,
        stderr:
          'The export cannot be made: the tree kept beside the log (evidence.db, or PostgreSQL) is damaged: a tile has no hash 0.\n',
      });
  });

  it('names an event that was put behind the last one, where the key of the log is, and says so where it is not', async () => {
    const { folder, accountId, key } = await signed();
    const store = new SqliteEventStore(join(folder, 'events.db'));
    await forge(store, `account-${accountId}`);
    store.close();
    const name = `SomethingHappened at account-${accountId}@1`;
    const line = `WRONG: ${name} was not written by this service.\n`;
    for (const more of [[], ['--public-key', key]])
      expect(await run(['verify', ...more], { folder })).toMatchObject({ code: 1, stdout: line });
    rmSync(join(folder, 'master.key'));
    const { code, stdout } = await run(['verify', '--public-key', key], { folder });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^OK: 3 events, the first 2 of them as signed at .*; who wrote them was not looked at, for want of the master key\.\n$/,
      ) as string,
    });
  });
});
