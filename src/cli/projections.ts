import { Logger as NestLogger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountsProjection } from '../accounts/accounts.projection.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import { AuthenticatedLog } from '../event-store/authenticated-log.js';
import { LogKey } from '../event-store/log-key.js';
import { Logger } from '../logging/logger.js';
import { ProjectionRunner } from '../projections/projection-runner.js';
import type { Storage } from '../storage.js';
import { withStorage } from './storage.js';

const LOOK_EVERY_MS = 500;

/**
 * Makes the read models anew from the log. While the service runs, it does so itself and this
 * only watches: whoever applies projections holds the right to, and this waits for it.
 */
export function rebuildProjections(): Promise<void> {
  return withStorage(async (config, storage) => {
    NestLogger.overrideLogger(new Logger(config));
    const { eventStore, projections, wrappedKeys } = storage;
    const key = new LogKey(wrappedKeys, loadMasterKeys(config), eventStore);
    const events = new AuthenticatedLog(eventStore, key);
    await projections.reset(accountsProjection);
    const runner = new ProjectionRunner(events, projections, { all: [accountsProjection] });
    console.error('Rebuilding the read models. A running service answers no queries until they are done.');
    runner.onApplicationBootstrap();
    try {
      await watch(storage);
    } finally {
      await runner.onApplicationShutdown();
    }
    const parked = await projections.parked(accountsProjection);
    console.error(`Done. Events that could not be applied: ${String(parked.length)}.`);
  });
}

async function watch({ eventStore, projections }: Storage): Promise<void> {
  const head = await eventStore.head();
  for (;;) {
    const position = (await projections.checkpoint(accountsProjection)) ?? 0;
    console.error(`${accountsProjection.name}: at position ${String(position)} of ${String(head)}`);
    if (position >= head) return;
    await sleep(LOOK_EVERY_MS);
  }
}
