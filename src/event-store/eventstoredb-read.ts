import type { StreamingRead } from '@eventstore/db-client';
import { positionOf, toRecorded, type ClientEvent, type Resolved } from './eventstoredb-event.js';
import type { RecordedEvent } from './event-store.js';
import { withinTime } from './time-limit.js';

/** Of the events a read brings. */
export interface Wanted {
  /** Default: all of them. */
  readonly isWanted?: (event: ClientEvent) => boolean;
  /** With this many that are wanted the read ends. Default: it goes on to its own end. */
  readonly enough?: number;
}

export interface Found {
  /** Those that are wanted. */
  readonly events: readonly RecordedEvent[];
  /** How many were looked at, and the positions of the first and last of them. */
  readonly looked: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/**
 * What a read of the client brings. The client may wait for ever: here the first event, and each
 * after it, comes within a time limit in milliseconds, or the read fails.
 */
export async function found(
  read: StreamingRead<Resolved>,
  timeLimit: number,
  { isWanted = () => true, enough = Infinity }: Wanted = {},
): Promise<Found> {
  const events: RecordedEvent[] = [];
  let looked = 0;
  const ends: { first?: ClientEvent; last?: ClientEvent } = {};
  const { promise: ended, resolve, reject } = Promise.withResolvers<undefined>();
  const stop = () => {
    read.off('data', look);
    // Cancelling fails where there never was a connection; then there is nothing to cancel either.
    read.cancel().catch(() => undefined);
    read.destroy();
  };
  const look = ({ event }: Resolved) => {
    if (!event) return;
    looked++;
    ends.first ??= event;
    ends.last = event;
    try {
      if (!isWanted(event) || events.push(toRecorded(event)) < enough) return;
      resolve(undefined);
    } catch (fault) {
      reject(fault);
    }
    stop();
  };
  read
    .on('data', look)
    .on('error', reject)
    .on('end', () => {
      resolve(undefined);
    });
  await withinTime(timeLimit, ended, stop, (alive) => read.on('data', alive));
  const { first, last } = ends;
  return { events, looked, first: first && positionOf(first), last: last && positionOf(last) };
}
