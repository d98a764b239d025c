import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { SqliteAccountsView } from '../../src/accounts/sqlite-accounts-view.js';
import { codeAccepted, confirmed, disabled, started, STEP } from '../domain/two-factor.facts.js';
import {
  accountId,
  brokenAt,
  happensTo,
  record,
  registered,
  twoFactorStream,
  unknownToUs,
} from '../support/account-history.js';
import { NOW } from '../support/facts.js';
import { caughtUp, listenForErrors, run, type Running } from './running.js';
import { LOGS, openStores, type Stores } from './stores.js';

const [ADA, BOB] = [accountId(0), accountId(1)];
const BEHIND = 'an earlier event of this stream is parked';

describe.each(LOGS)('An event that cannot be applied, over a log in %s,', (log) => {
  let stores: Stores;
  let running: Running;
  let errors: readonly string[];
  beforeEach(async () => {
    errors = listenForErrors();
    stores = openStores(log);
    running = run(stores.events, stores.rows, accountsProjection);
    await record(stores.events, [...registered(ADA), ...registered(BOB)]);
    await record(stores.events, [happensTo(ADA, started()), happensTo(ADA, confirmed(STEP))]);
  });
  afterEach(async () => {
    await running.stop();
    stores.close();
  });
  const happens = async (...happenings: Parameters<typeof record>[1]) => {
    await record(stores.events, happenings);
    await caughtUp(stores.events, stores.rows);
  };
  const statusOf = async (account: string) =>
    (await new SqliteAccountsView(stores.rows).byId(account, NOW))?.twoFactor;
  const ofAda = async () => {
    const events = await stores.events.readStream(twoFactorStream(ADA), { limit: 100 });
    return events.map(({ position, stream, id, type }) => ({ position, stream, eventId: id, type }));
  };

  it.each([
    { what: 'of a type nobody knows', poison: unknownToUs, why: 'a type this stream does not have' },
    { what: 'with broken data', poison: brokenAt, why: 'unexpected data (enrollmentId, step)' },
  ])('$what, is parked with an alarm that says where and why', async ({ poison, why }) => {
    const poisoned = poison(ADA);
    await happens(poisoned);
    const [at] = (await ofAda()).slice(-1);
    expect(await stores.rows.parked(accountsProjection)).toStrictEqual([
      { ...at, error: `${at!.type} at ${at!.stream}@2: ${why}` },
    ]);
    expect(errors).toStrictEqual([
      `ALARM: projection accounts parked event ${at!.position} (${at!.type} of ${at!.stream}): ${at!.type} at ${at!.stream}@2: ${why}`,
    ]);
  });

  it('makes the 2FA of its account unknown, and of no other', async () => {
    await happens(happensTo(BOB, started()), happensTo(BOB, confirmed(STEP)));
    expect(await statusOf(ADA)).toBe('on');
    await happens(unknownToUs(ADA));
    expect(await statusOf(ADA)).toBe('unknown');
    expect(await statusOf(BOB)).toBe('on');
  });

  it('has the later events of its stream parked behind it, and the others go on', async () => {
    await happens(unknownToUs(ADA), happensTo(ADA, disabled(STEP + 1)));
    await happens(happensTo(BOB, started()), happensTo(BOB, confirmed(STEP)));
    await happens(happensTo(ADA, codeAccepted(STEP + 2, 'signIn')));
    const parked = await stores.rows.parked(accountsProjection);
    expect(parked).toMatchObject((await ofAda()).slice(2));
    expect(parked.slice(1).map(({ error }) => error)).toStrictEqual([BEHIND, BEHIND]);
    expect(errors).toHaveLength(3);
    expect(await statusOf(ADA)).toBe('unknown');
    expect(await statusOf(BOB)).toBe('on');
  });

  it('still stands before the later ones of its stream after a restart', async () => {
    await happens(unknownToUs(ADA));
    await running.stop();
    stores.reopen();
    running = run(stores.events, stores.rows, accountsProjection);
    await happens(happensTo(ADA, disabled(STEP + 1)));
    expect(await stores.rows.parked(accountsProjection)).toMatchObject([
      { type: 'TwoFactorTransferred' },
      { type: 'TwoFactorDisabled', error: BEHIND },
    ]);
    expect(await statusOf(ADA)).toBe('unknown');
  });

  it('is applied, with those behind it, by a version of the projection that understands it', async () => {
    await happens(unknownToUs(ADA), happensTo(ADA, disabled(STEP + 1)));
    await running.stop();
    const learned: typeof accountsProjection = {
      ...accountsProjection,
      version: accountsProjection.version + 1,
      apply: (event) => (event.type === 'TwoFactorTransferred' ? undefined : accountsProjection.apply(event)),
    };
    running = run(stores.events, stores.rows, learned);
    await caughtUp(stores.events, stores.rows, learned);
    expect(await stores.rows.parked(learned)).toStrictEqual([]);
    expect(await statusOf(ADA)).toBe('off');
  });
});
