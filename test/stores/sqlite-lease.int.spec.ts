import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import { temporaryFile } from './temporary-file.js';

describe('The right to apply a projection whose rows are in an SQLite file', () => {
  const file = temporaryFile();
  const stores = [new SqliteProjectionStore(file.path), new SqliteProjectionStore(file.path)] as const;
  afterAll(() => {
    for (const store of stores) store.close();
    file.remove();
  });
  const [one, other] = stores;
  const still = new AbortController().signal;

  it('goes to the next one as soon as its holder lets go, and not before', async () => {
    const held = await one.acquire(accountsProjection, still);
    let got = false;
    const waiting = other.acquire(accountsProjection, still).finally(() => (got = true));
    const elsewhere = await other.acquire({ ...accountsProjection, name: 'another' }, still);
    expect(got).toBe(false);
    await held.release();
    await (await waiting).release();
    await elsewhere.release();
  });

  it('is not waited for any longer than the signal allows', async () => {
    const held = await one.acquire(accountsProjection, still);
    const stop = new AbortController();
    const waiting = other.acquire(accountsProjection, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('abort');
    await held.release();
    await held.release();
    await (await other.acquire(accountsProjection, AbortSignal.timeout(60_000))).release();
  });
});
