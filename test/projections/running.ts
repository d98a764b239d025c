import { Logger } from '@nestjs/common';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { ProjectionRunner } from '../../src/projections/projection-runner.js';
import type { ProjectionStore } from '../../src/projections/projection-store.js';
import type { Projection } from '../../src/projections/projection.js';
import type { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import { eventually } from '../support/eventually.js';

export interface Running {
  readonly stop: () => Promise<void>;
}

/** Starts a runner that keeps the projections up to date. */
export function run(events: EventStore, rows: ProjectionStore, ...all: readonly Projection[]): Running {
  const runner = new ProjectionRunner(events, rows, { all });
  runner.onApplicationBootstrap();
  return { stop: () => runner.onApplicationShutdown() };
}

/** Waits until the rows hold all that the log holds. */
export async function caughtUp(
  events: EventStore,
  rows: ProjectionStore,
  projection: Projection = accountsProjection,
): Promise<void> {
  await eventually(async () => {
    expect(await rows.checkpoint(projection)).toBe(await events.head());
  });
}

/** The accounts projection, noting the position of every event it is given. */
export function noting(positions: number[]): Projection {
  return {
    ...accountsProjection,
    apply: (event) => {
      positions.push(event.position);
      return accountsProjection.apply(event);
    },
  };
}

/** All there is of the accounts projection: where it is, its rows, what it parked. */
export async function dump(rows: SqliteProjectionStore) {
  return {
    checkpoint: await rows.checkpoint(accountsProjection),
    accounts: rows.db
      .prepare('SELECT * FROM accounts ORDER BY id')
      .all()
      .map((row) => ({ ...row })),
    parked: await rows.parked(accountsProjection),
  };
}

/** Keeps what is logged as an error from now on, in place of printing it. */
export function listenForErrors(): readonly string[] {
  const errors: string[] = [];
  const nothing = () => undefined;
  Logger.overrideLogger({ log: nothing, warn: nothing, error: (message) => errors.push(String(message)) });
  return errors;
}
