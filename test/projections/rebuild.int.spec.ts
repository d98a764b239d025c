import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import { confirmed, disabled, started, STEP } from '../domain/two-factor.facts.js';
import {
  accountId,
  happensTo,
  record,
  registered,
  unknownToUs,
  type Happening,
} from '../support/account-history.js';
import { eventually } from '../support/eventually.js';
import { caughtUp, dump, listenForErrors, noting, run, type Running } from './running.js';
import { LOGS, openStores, type Stores } from './stores.js';

const ACCOUNTS = Array.from({ length: 20 }, (_, number) => accountId(number));

/** Some are off, some pending, some on, some off again, and some not to be understood. */
const HISTORY: readonly Happening[] = ACCOUNTS.flatMap((account, number) => [
  ...registered(account),
  ...[
    happensTo(account, started()),
    happensTo(account, confirmed(STEP)),
    happensTo(account, disabled(STEP + 1)),
    unknownToUs(account),
  ].slice(0, number % 5),
]);

describe.each(LOGS)('A projection over a log in %s, when it is made anew', (log) => {
  let stores: Stores;
  let commandLine: SqliteProjectionStore;
  let running: Running;
  let given: number[];
  beforeEach(async () => {
    listenForErrors();
    stores = openStores(log);
    commandLine = new SqliteProjectionStore(stores.path);
    given = [];
    await record(stores.events, HISTORY);
    running = run(stores.events, stores.rows, noting(given));
    await caughtUp(stores.events, stores.rows);
  });
  afterEach(async () => {
    await running.stop();
    commandLine.close();
    stores.close();
  });
  /** Waits until the history was applied so often from its beginning, and all after it once. */
  const applied = async (times: number) => {
    await eventually(() => {
      expect(given.filter((position) => position === given[0])).toHaveLength(times);
    });
    await caughtUp(stores.events, stores.rows);
  };

  it('notices that another process asked for it, and ends in the same rows', async () => {
    const before = await dump(stores.rows);
    expect(before.accounts).toHaveLength(ACCOUNTS.length);
    expect(before.parked).toHaveLength(ACCOUNTS.length / 5);
    await commandLine.reset(accountsProjection);
    await applied(2);
    expect(await dump(stores.rows)).toStrictEqual(before);
  });

  it('takes in what is appended meanwhile', async () => {
    const late = [accountId(90), accountId(91)];
    await commandLine.reset(accountsProjection);
    await record(stores.events, registered(late[0]!));
    await applied(2);
    await record(stores.events, registered(late[1]!));
    await caughtUp(stores.events, stores.rows);
    const inOneGo = await dump(stores.rows);
    expect(inOneGo.accounts).toHaveLength(ACCOUNTS.length + 2);
    await commandLine.reset(accountsProjection);
    await applied(3);
    expect(await dump(stores.rows)).toStrictEqual(inOneGo);
  });

  it('begins again at once when it is asked for while a batch is being applied', async () => {
    const before = await dump(stores.rows);
    await running.stop();
    const [during, after] = [accountId(90), accountId(91)];
    const again: string[] = [];
    let meanwhile: Promise<void> | undefined;
    const apply: typeof accountsProjection.apply = (event) => {
      if (again.push(event.stream) === 1) {
        void commandLine.reset(accountsProjection);
        meanwhile = record(stores.events, registered(after));
      }
      return accountsProjection.apply(event);
    };
    running = run(stores.events, stores.rows, { ...accountsProjection, apply });
    await record(stores.events, registered(during));
    await eventually(() => {
      expect(again).toContain(HISTORY[0]!.stream);
    });
    await meanwhile;
    await caughtUp(stores.events, stores.rows);
    const { accounts, parked } = await dump(stores.rows);
    expect(accounts.slice(0, -2)).toStrictEqual(before.accounts);
    expect(accounts.slice(-2)).toMatchObject([
      { id: during, two_factor: 'off' },
      { id: after, two_factor: 'off' },
    ]);
    expect(parked).toStrictEqual(before.parked);
    expect(again.indexOf(HISTORY[0]!.stream)).toBeLessThan(again.indexOf(`account-${after}`));
  });
});
