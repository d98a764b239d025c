import {
  START,
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { Logger } from '@nestjs/common';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { LOG_START, type Batch, type RecordedEvent } from './event-store.js';
import { beginsWith, toRecorded } from './eventstoredb-event.js';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;
const BATCH = 1_000;

/** Milliseconds without an arrival, while more is there, after which what has arrived is handed on. */
const CATCHING_UP_MS = 5;

const logger = new Logger('EventStoreDB');

interface Followed {
  readonly after: number;
  /** Beginnings of the names of this service's streams, which the server filters by. */
  readonly all: readonly string[];
  /** Of the streams this subscriber is sent; others only say how far the log was read. */
  readonly wanted: readonly string[];
  /** Milliseconds the server may take to begin. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
}

/**
 * The log from a position on. A subscription that the server, or the way to it, breaks off
 * is begun again after the last event that was handed on: nothing is missed, nothing comes twice.
 */
export async function* follow(
  client: EventStoreDBClient,
  { after, all, wanted, timeLimit, signal }: Followed,
): AsyncGenerator<Batch> {
  const isWanted = beginsWith(wanted);
  let position = after;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const subscription = new Arrivals(subscribe(client, position, all), timeLimit, signal);
    for await (const arrived of subscription.batches()) {
      const events = arrived.filter((event) => event.position > position);
      position = events.at(-1)?.position ?? position;
      pause = FIRST_PAUSE_MS;
      if (events.length > 0) yield { events: events.filter(({ stream }) => isWanted(stream)), position };
    }
    // Whatever broke it off, the way on is the same: again, from where it got to.
    if (subscription.fault && pause === FIRST_PAUSE_MS) {
      logger.warn(`A subscription broke off at position ${String(position)}: ${subscription.fault.message}`);
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function subscribe(
  client: EventStoreDBClient,
  after: number,
  streams: readonly string[],
): AllStreamSubscription {
  const fromPosition = after === LOG_START ? START : { commit: BigInt(after), prepare: BigInt(after) };
  const filter = streamNameFilter({ prefixes: [...streams] });
  return client.subscribeToAll({ fromPosition, filter }, { highWaterMark: BATCH });
}

/** What a subscription brings, for as long as it lasts. */
class Arrivals {
  private arrived = Promise.withResolvers<undefined>();
  /** Why it ended, if somebody said so. */
  fault: Error | undefined;
  private isOver = false;
  /** Whether the server has said that it sent all there was; some never do. */
  private isLive = false;

  constructor(
    private readonly subscription: AllStreamSubscription,
    timeLimit: number,
    private readonly signal: AbortSignal,
  ) {
    const late = setTimeout(() => {
      this.end(new Error(`It did not begin within ${String(timeLimit)} ms`));
    }, timeLimit);
    subscription
      .on('confirmation', () => {
        clearTimeout(late);
      })
      .on('caughtUp', () => {
        this.isLive = true;
      })
      .on('fellBehind', () => {
        this.isLive = false;
      })
      .on('readable', () => {
        this.arrived.resolve(undefined);
      })
      .on('error', (fault: Error) => {
        clearTimeout(late);
        this.end(fault);
      })
      .on('close', () => {
        clearTimeout(late);
        this.end();
      });
  }

  /** What has arrived, as often as something has, up to a limit. */
  async *batches(): AsyncGenerator<readonly RecordedEvent[]> {
    const stop = () => {
      this.end();
    };
    this.signal.addEventListener('abort', stop, { once: true });
    try {
      while (!this.isStopped()) {
        const events = await this.gather();
        if (this.isStopped()) return;
        if (events.length > 0) yield events;
        else if (this.isOver) return;
        else {
          await this.arrived.promise;
          this.arrived = Promise.withResolvers();
        }
      }
    } finally {
      this.signal.removeEventListener('abort', stop);
      // Unsubscribing fails where there never was a connection; then there is nothing to end either.
      this.subscription.unsubscribe().catch(() => undefined);
      this.subscription.destroy();
    }
  }

  private isStopped(): boolean {
    return this.signal.aborted;
  }

  /** All that is there, and what comes in while that is taken: events come one by one, in quick succession. */
  private async gather(): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let taken = -1; taken < events.length && events.length < BATCH;) {
      taken = events.length;
      for (let next = this.next(); next; next = this.next()) events.push(next);
      if (taken < events.length) await (this.isLive ? nextTurn() : sleep(CATCHING_UP_MS));
    }
    return events;
  }

  private next(): RecordedEvent | undefined {
    for (;;) {
      const resolved = this.subscription.read() as AllStreamResolvedEvent | null;
      if (!resolved) return undefined;
      if (resolved.event) return toRecorded(resolved.event);
    }
  }

  private end(fault?: Error): void {
    this.fault ??= fault;
    this.isOver = true;
    this.arrived.resolve(undefined);
  }
}
