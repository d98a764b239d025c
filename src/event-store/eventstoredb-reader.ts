import {
  BACKWARDS,
  CancelledError,
  END,
  FORWARDS,
  NotLeaderError,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  UnavailableError,
  type EventStoreDBClient,
  type ReadAllOptions,
  type ReadStreamOptions,
} from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamGone, unavailable } from './eventstoredb-faults.js';
import { found, type Found, type Wanted } from './eventstoredb-read.js';
import { LOG_START, type RecordedEvent, type StreamRead } from './event-store.js';
import { withinTime } from './time-limit.js';

/** Milliseconds in which the client goes to the leader it was told of, or connects anew. */
const PAUSE_MS = 50;

/** A follower may not have the newest event yet, and the newest is what is decided on. */
const OF_THE_LEADER = { requiresLeader: true };

export interface AllRead extends Wanted {
  readonly direction: 'forwards' | 'backwards';
  /** Going forwards the event there is included, going backwards it is not. Default: the end it begins at. */
  readonly from?: number | undefined;
  /** Events to look at, at most. */
  readonly limit: number;
}

/** Reads from EventStoreDB's leader. */
export class EventStoreDbReader {
  constructor(
    private readonly client: EventStoreDBClient,
    /** Milliseconds one read may take. */
    private readonly timeLimit: number,
  ) {}

  /** @throws {StreamGone} for a stream that somebody deleted, or cut where it is read */
  async stream(stream: string, read: StreamRead): Promise<readonly RecordedEvent[]> {
    if (read.from !== undefined && read.from < 0) return [];
    try {
      const events = await this.partOf(stream, read);
      if (isWhole(events, read) || (await this.endsBefore(stream, events, read))) return events;
      throw new StreamGone(stream);
    } catch (fault) {
      if (fault instanceof StreamNotFoundError) return this.neverWritten(stream);
      if (fault instanceof StreamDeletedError) throw new StreamGone(stream, fault);
      throw unavailable(fault);
    }
  }

  /** Part of `$all`, which also holds what others, and the server itself, wrote. */
  async all({ direction, from, limit, ...wanted }: AllRead): Promise<Found> {
    const forwards = direction === 'forwards';
    const edge = forwards ? START : END;
    const options: ReadAllOptions = {
      direction: forwards ? FORWARDS : BACKWARDS,
      fromPosition:
        from === undefined || from === LOG_START ? edge : { commit: BigInt(from), prepare: BigInt(from) },
      maxCount: limit,
      ...OF_THE_LEADER,
    };
    try {
      return await again(() => found(this.client.readAll(options), this.timeLimit, wanted));
    } catch (fault) {
      throw unavailable(fault);
    }
  }

  private async partOf(
    stream: string,
    { direction = 'forwards', from, limit }: StreamRead,
  ): Promise<readonly RecordedEvent[]> {
    const forwards = direction === 'forwards';
    const options: ReadStreamOptions = {
      direction: forwards ? FORWARDS : BACKWARDS,
      fromRevision: from === undefined ? (forwards ? START : END) : BigInt(from),
      maxCount: limit,
      ...OF_THE_LEADER,
    };
    const { events } = await again(() => found(this.client.readStream(stream, options), this.timeLimit));
    return events;
  }

  /** Whether nothing was found because the stream does not go that far; it may also have been cut there. */
  private async endsBefore(
    stream: string,
    events: readonly RecordedEvent[],
    { direction, from = 0 }: StreamRead,
  ): Promise<boolean> {
    if (direction === 'backwards' || from === 0 || events.length > 0) return false;
    const [newest] = await this.partOf(stream, { direction: 'backwards', limit: 1 });
    if (!newest || newest.revision < from) return newest !== undefined;
    // Either it has grown in between, or what was asked for is not there any more.
    const [first] = await this.partOf(stream, { from, limit: 1 });
    return first?.revision === from;
  }

  /** No events, if it is sure that there never were any: a deleted stream looks the same at first. */
  private async neverWritten(stream: string): Promise<readonly RecordedEvent[]> {
    const ask = () => withinTime(this.timeLimit, this.client.getStreamMetadata(stream, OF_THE_LEADER));
    const { metadata } = await again(ask).catch((fault: unknown) => {
      throw unavailable(fault);
    });
    const { truncateBefore, maxAge, maxCount } = metadata ?? {};
    if ([truncateBefore, maxAge, maxCount].some((limit) => limit !== undefined)) throw new StreamGone(stream);
    return [];
  }
}

/** Reads once more when the connection broke, or another node leads, which the client knows by then. */
async function again<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (fault) {
    const passes = [NotLeaderError, UnavailableError, CancelledError].some((kind) => fault instanceof kind);
    if (!passes) throw fault;
    await sleep(PAUSE_MS);
    return read();
  }
}

/** Whether the events are what a stream that nobody cut would have there. */
function isWhole(
  events: readonly RecordedEvent[],
  { direction = 'forwards', from = 0, limit }: StreamRead,
): boolean {
  const [first] = events;
  if (!first) return false;
  const step = direction === 'forwards' ? 1 : -1;
  const isGapless = events.every(({ revision }, index) => revision === first.revision + step * index);
  const isComplete =
    direction === 'forwards'
      ? first.revision === from
      : events.length === limit || events.at(-1)?.revision === 0;
  return isGapless && isComplete;
}
