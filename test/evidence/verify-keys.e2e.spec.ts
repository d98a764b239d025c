import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ADA, GRACE } from '../support/facts.js';
import { newFolder, run, start } from '../support/process.js';
import { APPEND_ONLY, databaseIn } from './tampering.js';

const keysIn = (folder: string) => {
  using db = new DatabaseSync(join(folder, 'keys.db'));
  return db.prepare(`SELECT count(*) AS count FROM wrapped_keys WHERE owner = 'service/notary'`).get()?.[
    'count'
  ];
};

describe('countersign verify', () => {
  it('makes no key that stands for the one that signed', async () => {
    const service = await start();
    const { folder } = service;
    expect(await run(['notary', 'public-key'], { folder })).toMatchObject({
      code: 1,
      stderr: 'Nothing was signed yet: the notary makes its key when it signs first.\n',
    });
    expect((await run(['verify'], { folder })).stdout).toBe('OK: 0 events, none of them signed yet.\n');
    await service.client().registered(ADA);
    await service.stop();
    const key = join(newFolder(), 'key.pem');
    writeFileSync(key, (await run(['notary', 'public-key'], { folder })).stdout);

    for (const file of readdirSync(folder)) if (file.startsWith('keys.db')) rmSync(join(folder, file));
    for (const words of [['verify'], ['notary', 'public-key']])
      expect(await run(words, { folder })).toMatchObject({
        code: 1,
        stdout: '',
        stderr:
          'The keys are not those of the log: the notary signed it, and its key is gone. Put the keys back from a backup.\n',
      });
    expect(existsSync(join(folder, 'keys.db')) ? keysIn(folder) : 0).toBe(0);
    const without = () => run(['verify', '--public-key', key], { folder });
    expect(await without()).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('the key its usernames are found by is gone') as string,
    });
    // An auditor has no master key, and is not to need any.
    rmSync(join(folder, 'master.key'));
    expect(await without()).toMatchObject({ code: 0 });
  });

  it('says which master key the keys were wrapped by, when that is not configured', async () => {
    const service = await start();
    const { folder } = service;
    await service.client().registered(ADA);
    await service.stop();
    const environment = { MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
    for (const words of [['verify'], ['notary', 'public-key'], ['export', '--account', ADA.username]]) {
      const { code, stderr } = await run(words, { folder, environment });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^The data in .+ was made with master key [\da-f]+, but the configured one is .+\n$/,
      );
    }
  });

  it('finds out a log that was cut together with its tree, by the mark the service refuses it by', async () => {
    const service = await start();
    const { folder } = service;
    await service.client().registered(ADA);
    await service.client().registered(GRACE);
    await service.stop();
    using log = databaseIn(folder);
    log.exec(`DELETE FROM events WHERE position > 2; ${APPEND_ONLY}`);
    using evidence = new DatabaseSync(join(folder, 'evidence.db'));
    evidence.exec('DELETE FROM tree; DELETE FROM tree_tiles; DELETE FROM tree_heads;');
    expect(await run(['verify'], { folder })).toMatchObject({
      code: 1,
      stdout:
        'WRONG: the log was truncated: The log does not go as far as position 4 any more, or is another one.\n',
    });
  });
});
