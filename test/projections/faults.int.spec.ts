import { setTimeout as sleep } from 'node:timers/promises';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import type { Batch, LogRead } from '../../src/event-store/event-store.js';
import type { Progress } from '../../src/projections/projection-store.js';
import type { Projection } from '../../src/projections/projection.js';
import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import { temporaryFile, type TemporaryFile } from '../stores/temporary-file.js';
import { accountId, record, registered } from '../support/account-history.js';
import { eventually } from '../support/eventually.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { caughtUp, dump, listenForErrors, noting, run, type Running } from './running.js';

/** Fails as often as it is told to. */
class Troubled {
  failures = 0;
  attempts = 0;

  pass(): void {
    this.attempts++;
    if (this.failures > 0) {
      this.failures--;
      throw new Error('disk I/O error');
    }
  }
}

class TroubledRows extends SqliteProjectionStore {
  readonly commits = new Troubled();
  readonly looks = new Troubled();

  override async commit(projection: Projection, progress: Progress): Promise<boolean> {
    this.commits.pass();
    return super.commit(projection, progress);
  }

  // As the embedded store does, it fails before there is a promise.
  override checkpoint(projection: Projection): Promise<number | undefined> {
    this.looks.pass();
    return super.checkpoint(projection);
  }
}

class TroubledEvents extends MemoryEventStore {
  readonly subscriptions = new Troubled();

  override subscribe(read: LogRead & { signal: AbortSignal }): AsyncGenerator<Batch> {
    this.subscriptions.pass();
    return super.subscribe(read);
  }
}

describe('A projection whose store fails', () => {
  let file: TemporaryFile;
  let rows: TroubledRows;
  let events: TroubledEvents;
  let running: Running | undefined;
  let errors: readonly string[];
  beforeEach(async () => {
    errors = listenForErrors();
    file = temporaryFile();
    rows = new TroubledRows(file.path);
    events = new TroubledEvents();
    await rows.reset(accountsProjection);
  });
  afterEach(async () => {
    await running?.stop();
    rows.close();
    file.remove();
  });
  const triesAgainIn = (pause: number) =>
    `Projection accounts stopped; it tries again in ${String(pause)} ms`;
  const accounts = async () => (await dump(rows)).accounts.map(({ id }) => id);

  it('tries again, waiting longer each time, and goes on as if nothing had been', async () => {
    rows.commits.failures = 3;
    const given: number[] = [];
    await record(events, registered(accountId(0)));
    running = run(events, rows, noting(given));
    await caughtUp(events, rows);
    expect(errors).toStrictEqual([100, 200, 400].map(triesAgainIn));
    expect(rows.commits.attempts).toBe(4);
    expect(given).toHaveLength(4 * 2);

    await record(events, registered(accountId(1)));
    await caughtUp(events, rows);
    expect(await accounts()).toStrictEqual([accountId(0), accountId(1)]);
    expect(await rows.parked(accountsProjection)).toStrictEqual([]);
  });

  it('waits only a little again, when it had gone on since', async () => {
    rows.commits.failures = 2;
    await record(events, registered(accountId(0)));
    running = run(events, rows, accountsProjection);
    await caughtUp(events, rows);
    rows.commits.failures = 1;
    await record(events, registered(accountId(1)));
    await caughtUp(events, rows);
    expect(errors).toStrictEqual([100, 200, 100].map(triesAgainIn));
  });

  it('goes on when the log answers again', async () => {
    events.subscriptions.failures = 2;
    await record(events, registered(accountId(0)));
    running = run(events, rows, accountsProjection);
    await caughtUp(events, rows);
    expect(errors).toStrictEqual([100, 200].map(triesAgainIn));
    expect(await accounts()).toStrictEqual([accountId(0)]);
  });

  it('goes on when the store fails while it looks whether a rebuild was asked for', async () => {
    await record(events, registered(accountId(0)));
    running = run(events, rows, accountsProjection);
    await caughtUp(events, rows);
    const { attempts } = rows.looks;
    rows.looks.failures = 1;
    await eventually(() => {
      expect(rows.looks.attempts).toBeGreaterThan(attempts + 1);
    });
    await record(events, registered(accountId(1)));
    await caughtUp(events, rows);
    expect(await accounts()).toStrictEqual([accountId(0), accountId(1)]);
  });

  it('can be stopped while it waits to try again', async () => {
    rows.commits.failures = Infinity;
    await record(events, registered(accountId(0)));
    running = run(events, rows, accountsProjection);
    await eventually(() => {
      expect(errors).toContain(triesAgainIn(400));
    });
    const nextTry = sleep(100, 'tried again');
    expect(await Promise.race([running.stop(), nextTry])).toBeUndefined();
    const { attempts } = rows.commits;
    await record(events, registered(accountId(1)));
    await new Promise(setImmediate);
    expect(rows.commits.attempts).toBe(attempts);
  });
});
