import type { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { ToldOnce } from '../logging/told-once.js';
import type { Lease, ProjectionStore } from './projection-store.js';

const PAUSE_MS = 1_000;

/** Something that is to be done on one replica at a time, all the time. */
export interface LoneTask {
  /** Of the lease. */
  readonly name: string;
  /** What a fault is told as: once, until it is another one or all went well. */
  readonly told: string;
  /** What is told when it goes well again. */
  readonly goesOn: string;
  /** Goes on until `stop` aborts or the lease is lost. @param wentWell is called when no fault is left */
  readonly run: (stop: AbortSignal, lease: Lease, wentWell: () => void) => Promise<void>;
}

/**
 * Does it as long as no other replica does, until `stop` aborts, and again a while after a fault.
 * @param pause milliseconds
 */
export async function keepRunningAlone(
  leases: ProjectionStore,
  { name, told, goesOn, run }: LoneTask,
  stop: AbortSignal,
  logger: Logger,
  pause = PAUSE_MS,
): Promise<void> {
  const isStopped = () => stop.aborted;
  const alarm = new ToldOnce(logger);
  while (!isStopped()) {
    try {
      const lease = await leases.acquire({ name }, stop);
      try {
        await run(AbortSignal.any([stop, lease.lost]), lease, () => alarm.over(goesOn));
      } finally {
        await lease.release();
      }
    } catch (fault) {
      if (isStopped()) return;
      alarm.problem(told, fault);
    }
    await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
  }
}
