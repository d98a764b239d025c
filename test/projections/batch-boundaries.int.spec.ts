import fc from 'fast-check';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { LOG_START, type Batch, type LogRead } from '../../src/event-store/event-store.js';
import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import {
  codeAccepted,
  codeRejected,
  confirmed,
  disabled,
  lockedEvent,
  SECOND,
  secondsFrom,
  started,
  STEP,
  wasReset,
} from '../domain/two-factor.facts.js';
import { temporaryFile, type TemporaryFile } from '../stores/temporary-file.js';
import {
  accountId,
  brokenAt,
  claimed,
  happensTo,
  record,
  registered,
  unknownToUs,
  type Happening,
} from '../support/account-history.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { caughtUp, dump, listenForErrors, run } from './running.js';

/** Hands the log out in batches of the sizes it is told. */
class InBatches extends MemoryEventStore {
  sizes: readonly number[] = [1];

  override async *subscribe(read: LogRead & { signal: AbortSignal }): AsyncGenerator<Batch> {
    let { after } = read;
    for (let turn = 0; after < (await this.head()); turn++) {
      const limit = this.sizes[turn % this.sizes.length]!;
      const batch = await this.readAll({ ...read, after, limit });
      after = batch.position;
      yield batch;
    }
    yield* super.subscribe({ ...read, after });
  }
}

const account = fc.nat({ max: 3 }).map(accountId);
const readable = fc.constantFrom<(account: string, at: Date) => readonly Happening[]>(
  (one, at) => registered(one, at),
  (one, at) => [claimed(one, at)],
  (one, at) => [happensTo(one, started(undefined, { at }), at)],
  (one, at) => [happensTo(one, started(SECOND, { at }), at)],
  (one, at) => [happensTo(one, confirmed(STEP), at)],
  (one, at) => [happensTo(one, codeAccepted(STEP, 'signIn'), at)],
  (one, at) => [happensTo(one, codeRejected('signIn', 'wrong', 1), at)],
  (one, at) => [happensTo(one, lockedEvent(at, 5), at)],
  (one, at) => [happensTo(one, disabled(STEP), at)],
  (one, at) => [happensTo(one, wasReset(), at)],
);
const poisoned = fc.constantFrom<(account: string) => readonly Happening[]>(
  (one) => [unknownToUs(one)],
  (one) => [brokenAt(one)],
);

/** What happens to a few accounts, one thing a second. */
function historyOf(happening: typeof readable): fc.Arbitrary<readonly Happening[]> {
  return fc
    .array(fc.tuple(account, happening), { minLength: 1, maxLength: 40 })
    .map((steps) => steps.flatMap(([one, make], second) => make(one, secondsFrom(second))));
}
const anyHistory = historyOf(
  fc.oneof({ weight: 8, arbitrary: readable }, { weight: 1, arbitrary: poisoned }),
);
const anySizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });

describe('The rows of a projection', () => {
  let file: TemporaryFile;
  let rows: SqliteProjectionStore;
  beforeEach(() => {
    listenForErrors();
    file = temporaryFile();
    rows = new SqliteProjectionStore(file.path);
  });
  afterEach(() => {
    rows.close();
    file.remove();
  });

  const runOver = async (events: InBatches, sizes: readonly number[]) => {
    events.sizes = sizes;
    const running = run(events, rows, accountsProjection);
    await caughtUp(events, rows);
    await running.stop();
  };

  it('are the same however the log is cut into batches, and wherever it was restarted', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, anySizes, fc.nat(), async (history, sizes, somewhere) => {
        const events = new InBatches();
        const cut = somewhere % history.length;
        await rows.reset(accountsProjection);
        await record(events, history.slice(0, cut));
        await runOver(events, sizes);
        await record(events, history.slice(cut));
        await runOver(events, sizes);
        const inPieces = await dump(rows);

        await rows.reset(accountsProjection);
        await runOver(events, [history.length]);
        expect(inPieces).toStrictEqual(await dump(rows));
      }),
      { numRuns: 40 },
    );
  });

  it('are the same when the whole log is applied to them once more', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(readable), async (history) => {
        const events = new MemoryEventStore();
        await record(events, history);
        const { events: log } = await events.readAll({ after: LOG_START, limit: history.length });
        await rows.reset(accountsProjection);
        let position = LOG_START;
        const applyAll = async () => {
          for (const event of log) {
            const change = accountsProjection.apply(event);
            const progress = { from: position, to: ++position, changes: change ? [change] : [], parked: [] };
            expect(await rows.commit(accountsProjection, progress)).toBe(true);
          }
          return (await dump(rows)).accounts;
        };
        const once = await applyAll();
        expect(await applyAll()).toStrictEqual(once);
      }),
      { numRuns: 40 },
    );
  });
});
