import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { somebody } from '../../support/client.js';
import { newFolder, run, start } from '../../support/process.js';

describe('countersign accept-restored-log', () => {
  it('lets the service start again on a backup of the log, and says which codes are refused', async () => {
    const folder = newFolder();
    const [ada, grace] = [somebody(), somebody()];
    const first = await start({ folder });
    await first.client().registered(ada);
    await first.stop();
    copyFileSync(join(folder, 'events.db'), join(folder, 'backup'));

    const second = await start({ folder });
    await second.client().registered(grace);
    await second.stop();
    for (const file of ['events.db', 'events.db-wal', 'events.db-shm'])
      rmSync(join(folder, file), { force: true });
    copyFileSync(join(folder, 'backup'), join(folder, 'events.db'));

    const refused = await run(['serve'], { folder });
    expect(refused.code).toBe(1);
    expect(refused.lines.at(-1)).toMatch(
      /^The log does not go as far as position 4 any more, or is another one: /,
    );

    const accepted = await run(['accept-restored-log'], { folder });
    expect(accepted.code).toBe(0);
    expect(accepted.stderr).toMatch(
      /^Accepted the log as it is, at position 2; it was at 4\. Codes of time steps before \d{4}-\d\d-\d\dT\d\d:\d\d:[03]0\.000Z are refused/,
    );
    expect(accepted.stderr).toContain('The signed heads that were kept here are forgotten');
    const third = await start({ folder });
    expect(await third.client().signIn(ada)).toMatchObject({ __typename: 'SignedIn' });
    await third.stop();
  });

  it('keeps what was signed of a log that has all of it', async () => {
    const service = await start();
    const { folder } = service;
    await service.client().registered(somebody());
    await service.stop();
    const before = await run(['verify'], { folder });
    expect(before.stdout).toMatch(/^OK: 2 events, the first 2 of them as signed at /);

    const accepted = await run(['accept-restored-log'], { folder });
    expect(accepted.stderr).toContain('the signed heads go on.');
    expect(await run(['verify'], { folder })).toMatchObject({ code: 0, stdout: before.stdout });
  });

  it('changes nothing with another master key, and says which one it takes', async () => {
    const service = await start();
    const { folder } = service;
    await service.client().registered(somebody());
    await service.stop();
    const environment = { MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    const refused = await run(['accept-restored-log'], { folder, environment });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^The data in .+ was made with master key [\da-f]+, but the configured one is .+\n$/,
    );
    expect(await run(['verify'], { folder })).toMatchObject({ code: 0 });
  });

  it('is refused while the service runs', async () => {
    const service = await start();
    const { code, stderr } = await run(['accept-restored-log'], { folder: service.folder });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Another Countersign already runs on the data folder') as string,
    });
    await service.stop();
  });
});
