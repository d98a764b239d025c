import {
  jsonEvent,
  NO_STREAM as EXPECT_NO_STREAM,
  StreamDeletedError,
  WrongExpectedVersionError,
  type Credentials,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRefusal, StreamGone, unavailable } from './eventstoredb-faults.js';
import type { EventStoreDbReader } from './eventstoredb-reader.js';
import {
  EventStoreUnavailable,
  NO_STREAM,
  RevisionConflict,
  type Appended,
  type NewEvent,
} from './event-store.js';
import { withinTime } from './time-limit.js';

/** An append is begun this often before its outcome is left to be found out by who asks next. */
const ATTEMPTS = 3;

/** Milliseconds to the second attempt; twice as many to the third. */
const PAUSE_MS = 100;

/** Appends to EventStoreDB, each attempt within a time limit. */
export class EventStoreDbAppender {
  constructor(
    private readonly client: EventStoreDBClient,
    private readonly reader: EventStoreDbReader,
    private readonly options: {
      /** Milliseconds one attempt may take. */
      readonly timeLimit: number;
      readonly credentials: Credentials | undefined;
    },
  ) {}

  /**
   * When the outcome of an append is unknown it is found out: the events are sent again under
   * the same ids, which the server takes for the same append, and when others are in the way,
   * looked for where they were to go. What stays unknown is answered as a fault that may be
   * tried again: whoever does decides anew on what is in the log by then.
   */
  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.appendOnce(stream, expected, events);
      } catch (fault) {
        if (fault instanceof WrongExpectedVersionError) return this.conflict(stream, expected, events, fault);
        if (fault instanceof StreamDeletedError) throw new StreamGone(stream, fault);
        if (attempt === ATTEMPTS || isRefusal(fault)) throw unavailable(fault);
        await sleep(PAUSE_MS * attempt);
      }
    }
  }

  private async appendOnce(stream: string, expected: number, events: readonly NewEvent[]): Promise<Appended> {
    const { timeLimit, credentials } = this.options;
    const messages = events.map(({ id, type, data, metadata }) => jsonEvent({ id, type, data, metadata }));
    const appending = this.client.appendToStream(stream, messages, {
      expectedRevision: expected === NO_STREAM ? EXPECT_NO_STREAM : BigInt(expected),
      deadline: timeLimit,
      requiresLeader: true,
      // Credentials of its own make the client send each append as a call of its own, with a
      // deadline; the one long-lived call it would share has none, and dies for all at once.
      ...(credentials && { credentials }),
    });
    const { nextExpectedRevision, position } = await withinTime(timeLimit, appending);
    const revision = Number(nextExpectedRevision);
    // The server lets a deleted stream begin anew, behind what was deleted.
    if (revision !== expected + events.length) throw new StreamGone(stream);
    if (position) return { revision, position: Number(position.commit) };
    const [last] = await this.reader.stream(stream, { from: revision, limit: 1 });
    if (last) return { revision, position: last.position };
    throw new EventStoreUnavailable(new Error(`${stream}@${String(revision)} was appended and is not there`));
  }

  /** A conflict, unless the events that are in the way are these very ones. */
  private async conflict(
    stream: string,
    expected: number,
    events: readonly NewEvent[],
    { actualVersion }: WrongExpectedVersionError,
  ): Promise<Appended> {
    const there = await this.reader.stream(stream, { from: expected + 1, limit: events.length });
    const last = there.at(-1);
    if (last && events.every(({ id }, index) => there[index]?.id === id)) {
      return { revision: last.revision, position: last.position };
    }
    const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : NO_STREAM;
    throw new RevisionConflict(stream, expected, actual);
  }
}
