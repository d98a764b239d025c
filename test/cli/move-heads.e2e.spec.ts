import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADA, GRACE } from '../support/facts.js';
import { query } from '../support/postgres.js';
import { newFolder, run, start } from '../support/process.js';
import { headsIn, Servers } from './servers.js';

describe('An installation that moved to a cluster', () => {
  it('is still verified by the heads that were signed before, and goes on from them', async () => {
    const [heads, key, exported] = ['heads', 'key.pem', 'log.ndjson'].map((name) =>
      join(newFolder(), name),
    ) as [string, string, string];
    const service = await start({ environment: { NOTARY_FILE: heads } });
    const { folder } = service;
    const { accountId } = await service.client().enrolled(ADA);
    await service.stop();
    writeFileSync(key, (await run(['notary', 'public-key'], { folder })).stdout);
    const before = await run(['verify'], { folder });
    const servers = await Servers.start(join(folder, 'master.key'));
    const { environment } = servers;

    expect((await run(['move-to-cluster'], { folder, environment })).code).toBe(0);
    const columns = 'tree_size, root_hash, signed_at, key_id, signature';
    const there = await query(
      servers.database,
      `SELECT ${columns} FROM countersign.tree_heads ORDER BY tree_size`,
    );
    expect(there).toEqual(headsIn(folder));
    expect(there).not.toHaveLength(0);
    expect(before.stdout).toMatch(/^OK: \d+ events, the first \d+ of them as signed at /);
    expect(await run(['verify'], { environment })).toMatchObject({ code: 0, stdout: before.stdout });
    const elsewhere = ['verify', '--head', heads, '--public-key', key];
    expect(await run(elsewhere, { environment })).toMatchObject({ code: 0, stdout: before.stdout });
    // The tree is there as well: proofs need no service to have run.
    await run(['export', '--account', accountId, '--output', exported], { environment });
    expect(await run(['verify', '--file', exported, '--public-key', key])).toMatchObject({ code: 0 });

    const cluster = await start({ environment });
    await cluster.client().registered(GRACE);
    await cluster.stop();
    const after = await run(elsewhere, { environment });
    expect(after.code).toBe(0);
    expect(after.stdout).not.toBe(before.stdout);

    await servers.whileEventStoreIsDown((log) => {
      log.exec(
        `UPDATE log SET data = CAST(replace(CAST(data AS TEXT), 'v1.', 'v1.A') AS BLOB) WHERE stream = 'account-${accountId}' AND revision = 0`,
      );
    });
    const verdict = await run(['verify'], { environment });
    expect(verdict).toMatchObject({ code: 1 });
    expect(verdict.stdout).toBe(
      `WRONG: AccountRegistered at account-${accountId}@0 was changed: event 2 of the log is not what it was.\n`,
    );
  });
});
