import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountsProjection } from '../accounts/accounts.projection.js';
import { configFromEnvironment } from '../config/environment.js';
import { SqliteEventStore } from '../event-store/sqlite-event-store.js';
import { ProjectionRunner } from '../projections/projection-runner.js';
import { SqliteProjectionStore } from '../projections/sqlite-projection-store.js';
import { lockDataFolder, prepareDataFolder } from '../sqlite/data-folder.js';

const LOOK_EVERY_MS = 500;

/**
 * Makes the read models anew from the log. While the service runs, it does so itself
 * and this only watches; otherwise it is done here.
 */
export async function rebuildProjections(): Promise<void> {
  const config = configFromEnvironment();
  prepareDataFolder(config.DATA_DIR);
  const unlock = lockDataFolder(config.DATA_DIR);
  const events = new SqliteEventStore(join(config.DATA_DIR, 'events.db'));
  const rows = new SqliteProjectionStore(join(config.DATA_DIR, 'read-model.db'));
  const projections = { all: [accountsProjection] };
  await rows.reset(accountsProjection);
  const runner = unlock && new ProjectionRunner(events, rows, projections);
  console.error(
    runner ? 'Rebuilding.' : 'The service is running: it rebuilds, and answers no queries until it is done.',
  );
  runner?.onApplicationBootstrap();
  await watch(events, rows);
  await runner?.onApplicationShutdown();
  const parked = await rows.parked(accountsProjection);
  console.error(`Done; ${String(parked.length)} events are parked.`);
  rows.close();
  events.close();
  unlock?.();
}

async function watch(events: SqliteEventStore, rows: SqliteProjectionStore): Promise<void> {
  const head = await events.head();
  for (;;) {
    const position = (await rows.checkpoint(accountsProjection)) ?? 0;
    console.error(`${accountsProjection.name}: ${String(position)} of ${String(head)} events`);
    if (position >= head) return;
    await sleep(LOOK_EVERY_MS);
  }
}
