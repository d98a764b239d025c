import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore } from '../event-store/event-store.js';
import type { Projection } from './projection.js';
import { ProjectionStore } from './projection-store.js';

const LONGEST_WAIT_MS = 3_000;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 32;

/** The read model has not come as far as the log; what it says may be out of date, so it says nothing. */
export class ReadModelBehind extends Error {
  readonly code = 'READ_MODEL_BEHIND';
  constructor(projection: string) {
    super(`Projection ${projection} is behind the log`);
    this.name = 'ReadModelBehind';
  }
}

/** Lets a query see everything that was in the log when it arrived: its own writes, and anyone else's. */
@Injectable()
export class Freshness {
  constructor(
    private readonly events: EventStore,
    private readonly rows: ProjectionStore,
  ) {}

  /**
   * Waits until the projection holds all that the log holds now.
   * @returns the position the rows are at least at
   * @throws {ReadModelBehind} when that takes too long, as while it is rebuilt
   */
  async upToNow(projection: Projection): Promise<number> {
    const head = await this.events.head();
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const checkpoint = await this.rows.checkpoint(projection);
      if (checkpoint !== undefined && checkpoint >= head) return checkpoint;
      if (performance.now() > deadline) throw new ReadModelBehind(projection.name);
      await sleep(pause);
    }
  }
}
