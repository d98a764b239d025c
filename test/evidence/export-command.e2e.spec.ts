import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADA, GRACE } from '../support/facts.js';
import { newFolder, run, start } from '../support/process.js';
import { databaseIn } from './tampering.js';

describe('countersign export', () => {
  it('writes what was signed, of all or of one account, and verifies it apart', async () => {
    const service = await start();
    const { folder } = service;
    expect((await run(['export'], { folder })).stderr).toContain('Nothing was signed yet');
    const { accountId } = await service.client().enrolled(ADA);
    await service.client().registered(GRACE);
    await service.stop();
    const [key, hers, all] = ['key.pem', 'hers.ndjson', 'all.ndjson'].map((name) =>
      join(newFolder(), name),
    ) as [string, string, string];
    writeFileSync(key, (await run(['notary', 'public-key'], { folder })).stdout);

    const told = await run(['export', '--account', accountId, '--output', hers], { folder });
    expect(told).toMatchObject({ code: 0, stdout: '' });
    expect(told.stderr).toContain(`Exported 4 events of ${ADA.username} (account ${accountId}), as far as`);
    const named = await run(['export', '--account', ADA.username], { folder });
    expect(named.stdout).toBe(readFileSync(hers, 'utf8'));
    expect(await run(['export', '--account', 'nobody'], { folder })).toMatchObject({
      code: 1,
      stderr: 'There is no account with the id or username "nobody".\n',
    });
    const elsewhere = newFolder();
    const verdict = await run(['verify', '--file', hers, '--public-key', key], { folder: elsewhere });
    expect(verdict).toMatchObject({ code: 0 });
    expect(verdict.stdout).toMatch(/^OK: 4 events of the \d+ signed at /);

    const { stdout, stderr } = await run(['export'], { folder });
    expect(stderr).toMatch(/^Exported \d events, as far as the log was signed at \S+\.\n$/);
    const lines = stdout.trimEnd().split('\n');
    writeFileSync(all, `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 99)}`);
    expect(await run(['export', '--output', all], { folder })).toMatchObject({
      code: 1,
      stderr: `${all} is there already: go on with it by --after, or remove it first.\n`,
    });
    expect(await run(['export', '--output', `${all}.gone`, '--after', '1'], { folder })).toMatchObject({
      code: 1,
      stderr: 'The export cannot be written: no such file or directory.\n',
    });
    await run(['export', '--output', all, '--after', '1'], { folder });
    expect(await run(['verify', '--file', all, '--public-key', key], { folder: elsewhere })).toMatchObject({
      code: 0,
    });
    expect(readFileSync(all, 'utf8').split('\n').slice(4, -1)).toEqual(lines.slice(3));

    appendFileSync(all, 'something else\n');
    expect(await run(['verify', '--file', all, '--public-key', key], { folder: elsewhere })).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^WRONG: line \d+ is neither an event nor a head\.\n$/) as unknown,
    });
    expect(await run(['verify', '--file', all], { folder: elsewhere })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^A file is verified with a key: name it by --public-key\. .*\n$/,
      ) as unknown,
    });
  });

  it('tells that the log was truncated, and how much of it there was to write', async () => {
    const service = await start();
    const { folder } = service;
    await service.client().enrolled(ADA);
    await service.stop();
    const log = databaseIn(folder);
    log.exec('DELETE FROM events WHERE position = (SELECT max(position) FROM events)');
    log.close();
    const { stdout, stderr, code } = await run(['export'], { folder });
    const events = stdout.trimEnd().split('\n').length - 1;
    const truncated = (written: number) =>
      new RegExp(
        `^The log was truncated: it ends with event ${events} of the ${events + 1} that were signed at \\S+. Exported ${written} events.\n$`,
      );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(truncated(events)) as unknown,
    });
    expect(await run(['export', '--after', '1'], { folder })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(truncated(events - 2)) as unknown,
    });
  });
});
