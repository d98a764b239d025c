import { somebody } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { query } from '../../support/postgres.js';
import { run, type Running } from '../../support/process.js';
import { accountRows } from './kept.js';
import { isCaughtUp, isReady } from './outages.js';
import { startServers, type Servers } from './servers.js';

const SECONDS = 15_000;

let servers: Servers;
let replicas: readonly Running[];
beforeEach(async () => {
  servers = await startServers();
  // The first one applies projections: nobody else is there yet.
  const first = await servers.replica();
  await eventually(async () => expect(await holders()).toHaveLength(1));
  replicas = [first, ...(await Promise.all([servers.replica(), servers.replica()]))];
});
afterEach(async () => {
  for (const replica of replicas) await replica.stop('SIGKILL');
  await servers.remove();
});

/** The database's processes that serve whoever may apply the projection of accounts. */
async function holders(): Promise<readonly unknown[]> {
  const sql = `SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE locktype = 'advisory' AND granted AND application_name = $1 ORDER BY pid`;
  const rows = await query<{ pid: number }>(servers.databaseUrl, sql, ['countersign projection accounts']);
  return rows.map(({ pid }) => pid);
}

/** A change that is made on a replica, and shows in the rows within seconds. */
async function expectRowsToAdvance({ client }: Running): Promise<void> {
  const { accountId } = await client().registered(somebody());
  await eventually(async () => {
    expect((await accountRows(servers)).map(({ id }) => id)).toContain(accountId);
  }, SECONDS);
}

/** Rebuilds from the command line while the replicas run. */
async function rebuild(): Promise<void> {
  const { code, stderr } = await run(['rebuild'], { environment: servers.environment });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining('Done. Events that could not be applied: 0.\n'),
  });
}

describe('Of three replicas one applies projections; another takes over within seconds', () => {
  it('when it is killed', async () => {
    const [first, second, third] = replicas as [Running, Running, Running];
    await expectRowsToAdvance(third);
    const before = await holders();
    await first.stop('SIGKILL');
    await expectRowsToAdvance(second);
    await expectRowsToAdvance(third);
    const after = await holders();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    const rows = await accountRows(servers);
    await rebuild();
    expect(await accountRows(servers)).toEqual(rows);
  });

  it('when it stands still; when it goes on, it changes nothing that the other did', async () => {
    const [first, second] = replicas as [Running, Running, Running];
    await expectRowsToAdvance(second);
    first.send('SIGSTOP');
    await expectRowsToAdvance(second);
    first.send('SIGCONT');
    await isReady(first);
    await expectRowsToAdvance(first);
    expect(await holders()).toHaveLength(1);
    const rows = await accountRows(servers);
    await rebuild();
    expect(await accountRows(servers)).toEqual(rows);
  });
});

describe('A rebuild beside three running replicas', () => {
  it('ends in the same rows, also when they were wrong, and all replicas answer from them', async () => {
    for (const replica of replicas) await expectRowsToAdvance(replica);
    const owner = replicas[0]!.client();
    const { accountId } = await owner.enrolled(somebody());
    for (const replica of replicas) await isCaughtUp(replica);
    const rows = await accountRows(servers);
    await query(servers.databaseUrl, "UPDATE countersign.accounts SET two_factor = 'off'");
    expect(await accountRows(servers)).not.toEqual(rows);
    await rebuild();
    expect(await accountRows(servers)).toEqual(rows);
    for (const replica of replicas) {
      await isCaughtUp(replica);
      const client = replica.client();
      client.token = owner.token!;
      expect(await client.query('{ viewer { account { id twoFactor { status } } } }')).toEqual({
        viewer: { account: { id: accountId, twoFactor: { status: 'ON' } } },
      });
    }
  });
});
