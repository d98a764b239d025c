import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore, LOG_START, type Batch, type RecordedEvent } from '../event-store/event-store.js';
import type { Change, Projection } from './projection.js';
import { ProjectionStore, type ParkedEvent } from './projection-store.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** How often a projection looks whether somebody asked, from outside, for its rebuild. */
const LOOK_FOR_REBUILD_MS = 1_000;

/** The projections this service keeps. */
export abstract class Projections {
  abstract readonly all: readonly Projection[];
}

/**
 * Follows the log and keeps every projection up to date, each at its own pace from
 * its own checkpoint. An event that cannot be applied is parked with an alarm, with
 * those of its stream that come after it; the others go on.
 */
@Injectable()
export class ProjectionRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ProjectionRunner.name);
  private readonly stopping = new AbortController();
  private running: readonly Promise<void>[] = [];

  constructor(
    private readonly events: EventStore,
    private readonly rows: ProjectionStore,
    private readonly projections: Projections,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.projections.all.map((projection) => this.keepRunning(projection));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async keepRunning(projection: Projection): Promise<void> {
    const { signal } = this.stopping;
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await this.runAlone(projection, signal, () => (pause = FIRST_PAUSE_MS));
      } catch (fault) {
        if (this.stopping.signal.aborted) return;
        this.logger.error(
          `Projection ${projection.name} stopped; it tries again in ${String(pause)} ms`,
          fault,
        );
        await sleep(pause, undefined, { signal }).catch(() => undefined);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Runs while no other replica does, as soon as none does. */
  private async runAlone(projection: Projection, stop: AbortSignal, advanced: () => void): Promise<void> {
    const lease = await this.rows.acquire(projection, stop);
    try {
      await this.run(projection, AbortSignal.any([stop, lease.lost]), advanced);
    } finally {
      await lease.release();
    }
  }

  /** Applies the log from the checkpoint on, until stopped or until somebody moves the checkpoint. */
  private async run(projection: Projection, stop: AbortSignal, advanced: () => void): Promise<void> {
    let position = await this.rows.checkpoint(projection);
    // Rows beyond the log are of another one: a backup of the log was put back, but not theirs.
    if (position === undefined || position > (await this.events.head())) {
      await this.rows.reset(projection);
      position = LOG_START;
    }
    const moved = new AbortController();
    const look = async () => {
      if ((await this.rows.checkpoint(projection)) !== position) moved.abort();
    };
    const watch = setInterval(() => {
      // A store that does not answer shows at the next commit.
      look().catch(() => undefined);
    }, LOOK_FOR_REBUILD_MS);
    try {
      const parkedStreams = new Set((await this.rows.parked(projection)).map(({ stream }) => stream));
      const signal = AbortSignal.any([stop, moved.signal]);
      for await (const batch of this.events.subscribe({
        after: position,
        streams: projection.streams,
        signal,
      })) {
        const progress = {
          from: position,
          to: batch.position,
          ...this.apply(projection, batch, parkedStreams),
        };
        if (!(await this.rows.commit(projection, progress))) return;
        position = batch.position;
        advanced();
      }
    } finally {
      clearInterval(watch);
    }
  }

  private apply(projection: Projection, { events }: Batch, parkedStreams: Set<string>) {
    const changes = new Map<string, Change>();
    const parked: ParkedEvent[] = [];
    for (const event of events) {
      const outcome = parkedStreams.has(event.stream) ? BEHIND_A_PARKED_ONE : attempt(projection, event);
      if (typeof outcome === 'string') {
        parkedStreams.add(event.stream);
        parked.push(this.park(projection, event, outcome));
      } else if (outcome) {
        const before = changes.get(outcome.key);
        changes.set(outcome.key, { key: outcome.key, set: { ...before?.set, ...outcome.set } });
      }
    }
    return { changes: [...changes.values()], parked };
  }

  private park({ name }: Projection, event: RecordedEvent, error: string): ParkedEvent {
    const { position, stream, id: eventId, type } = event;
    this.logger.error(
      `ALARM: projection ${name} parked event ${String(position)} (${type} of ${stream}): ${error}`,
    );
    return { position, stream, eventId, type, error };
  }
}

const BEHIND_A_PARKED_ONE = 'an earlier event of this stream is parked';

/** The change an event makes, or why it cannot be applied. */
function attempt(projection: Projection, event: RecordedEvent): Change | undefined | string {
  try {
    return projection.apply(event);
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}
