import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { ADA, GRACE } from '../support/facts.js';
import { newFolder, run, start } from '../support/process.js';
import { databaseIn } from './tampering.js';

const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

describe('countersign verify', () => {
  it('looks at the log beside the service, and with heads and a key that were kept elsewhere', async () => {
    const [heads, key] = [join(newFolder(), 'heads'), join(newFolder(), 'key.pem')];
    const service = await start({ environment: { NOTARY_FILE: heads, NOTARY_INTERVAL: '1' } });
    const { folder } = service;
    await service.client().enrolled(ADA);
    await eventually(() => expect(linesOf(heads)).not.toHaveLength(0));
    const beside = await run(['verify'], { folder });
    expect(beside).toMatchObject({ code: 0 });
    expect(beside.stdout).toMatch(/^OK: \d+ events, the first \d+ of them as signed at [\d-]+T[\d:.]+Z\.\n$/);
    const { stdout: pem } = await run(['notary', 'public-key'], { folder });
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    writeFileSync(key, pem);
    await service.client().registered(GRACE);
    await service.stop();

    const apart = await run(['verify', '--head', heads, '--public-key', key], { folder });
    expect(apart).toMatchObject({ code: 0, stderr: '' });
    const { treeSize } = JSON.parse(linesOf(heads).at(-1)!) as { treeSize: number };
    expect(apart.stdout).toContain(`OK: ${treeSize} events, the first ${treeSize} of them as signed at `);
    appendFileSync(heads, '{"treeSize":1');
    expect(await run(['verify', '--head', heads, '--public-key', key], { folder })).toMatchObject({
      code: 0,
      stdout: apart.stdout,
      stderr: `No signed tree head, and passed over: line ${linesOf(heads).length} of ${heads}.\n`,
    });
  });

  it('says in one line what is wrong, and ends with 1', async () => {
    const service = await start();
    const { folder } = service;
    const { accountId } = await service.client().registered(ADA);
    await service.stop();
    const log = databaseIn(folder);
    log.exec(`UPDATE events SET data = replace(data, 'v1.', 'v1.A') WHERE type = 'AccountRegistered'`);
    log.close();
    const verdict = await run(['verify'], { folder });
    expect(verdict).toMatchObject({
      code: 1,
      stdout: `WRONG: AccountRegistered at account-${accountId}@0 was changed: event 2 of the log is not what it was.\n`,
    });
  });

  it('takes no head that another key signed, and no file that holds none', async () => {
    const service = await start();
    const { folder } = service;
    await service.client().registered(ADA);
    await service.stop();
    const other = await start();
    await other.client().registered(ADA);
    await other.stop();
    const key = join(newFolder(), 'key.pem');
    writeFileSync(key, (await run(['notary', 'public-key'], { folder: other.folder })).stdout);
    const verdict = await run(['verify', '--public-key', key], { folder });
    expect(verdict.code).toBe(1);
    expect(verdict.stdout).toMatch(
      /^WRONG: the head of 2 events of \S+ is not one of the key \w+: it names the key \w+\.\n$/,
    );
    const none = await run(['verify', '--head', key], { folder });
    expect(none).toMatchObject({
      code: 1,
      stderr: `The heads in ${key} cannot be read: there is no signed tree head in it.\n`,
    });
  });
});
