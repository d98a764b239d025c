import { Logger as NestLogger } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountsProjection } from '../accounts/accounts.projection.js';
import { CannotStart } from '../config/cannot-start.js';
import { configFromEnvironment } from '../config/environment.js';
import { SqliteEventStore } from '../event-store/sqlite-event-store.js';
import { Logger } from '../logging/logger.js';
import { ProjectionRunner } from '../projections/projection-runner.js';
import { SqliteProjectionStore } from '../projections/sqlite-projection-store.js';
import { lockDataFolder, openInFolder, prepareDataFolder } from '../sqlite/data-folder.js';

const LOOK_EVERY_MS = 500;

/**
 * Makes the read models anew from the log. While the service runs, it does so itself
 * and this only watches; otherwise it is done here.
 */
export async function rebuildProjections(): Promise<void> {
  const config = configFromEnvironment();
  const { DATA_DIR } = config;
  NestLogger.overrideLogger(new Logger(config));
  if (!existsSync(join(DATA_DIR, 'events.db'))) {
    throw new CannotStart(`There is no event log in ${DATA_DIR}. Set DATA_DIR to the folder that has one.`);
  }
  prepareDataFolder(DATA_DIR);
  const unlock = lockDataFolder(DATA_DIR);
  const events = openInFolder(DATA_DIR, 'events.db', (path) => new SqliteEventStore(path));
  const rows = openInFolder(DATA_DIR, 'read-model.db', (path) => new SqliteProjectionStore(path));
  await rows.reset(accountsProjection);
  const runner = unlock && new ProjectionRunner(events, rows, { all: [accountsProjection] });
  console.error(
    runner
      ? 'Rebuilding the read models.'
      : 'The service is running: it rebuilds the read models, and answers no queries until they are done.',
  );
  runner?.onApplicationBootstrap();
  await watch(events, rows);
  await runner?.onApplicationShutdown();
  const parked = await rows.parked(accountsProjection);
  console.error(`Done. Events that could not be applied: ${String(parked.length)}.`);
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
