import type { Credentials, EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreDbAppender } from './eventstoredb-appender.js';
import { EventStoreDbLog } from './eventstoredb-log.js';
import { EventStoreDbReader } from './eventstoredb-reader.js';
import { follow } from './eventstoredb-subscription.js';
import {
  EventStore,
  type Appended,
  type Batch,
  type LogRead,
  type NewEvent,
  type RecordedEvent,
  type StreamRead,
} from './event-store.js';
import { InFlight } from './in-flight.js';
import { withinTime } from './time-limit.js';

const LONGEST_GOODBYE_MS = 1_000;

export interface EventStoreDbOptions {
  /** Beginnings of the names of this service's streams; everything else in the store is somebody else's. */
  readonly streams: readonly string[];
  /** Milliseconds one request may take. */
  readonly timeLimit: number;
  /** What may be under way at the most; what comes on top is turned away. */
  readonly maxInFlight: number;
  /** Of the connection string; also what makes appends calls of their own, see the appender. */
  readonly credentials: Credentials | undefined;
}

/** The event log in EventStoreDB (or KurrentDB), for any number of replicas of the service. */
export class EventStoreDbEventStore extends EventStore {
  private readonly inFlight: InFlight;
  private readonly appender: EventStoreDbAppender;
  private readonly reader: EventStoreDbReader;
  private readonly log: EventStoreDbLog;

  constructor(
    private readonly client: EventStoreDBClient,
    private readonly options: EventStoreDbOptions,
  ) {
    super();
    this.inFlight = new InFlight(options.maxInFlight, 'the event store');
    this.reader = new EventStoreDbReader(client, options.timeLimit);
    this.appender = new EventStoreDbAppender(client, this.reader, options);
    this.log = new EventStoreDbLog(this.reader, options.streams);
  }

  /** @throws {StreamGone} when the stream was deleted, or cut where a repetition is looked for */
  override async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    if (events.length === 0) throw new TypeError('An append carries at least one event');
    const appended = await this.inFlight.run(() => this.appender.append(stream, expectedRevision, events));
    this.log.note(appended.position);
    return appended;
  }

  /** @throws {StreamGone} when the stream was deleted, or cut where it is read */
  override async readStream(stream: string, read: StreamRead): Promise<readonly RecordedEvent[]> {
    const events = await this.inFlight.run(() => this.reader.stream(stream, read));
    for (const { position } of events) this.log.note(position);
    return events;
  }

  override async readAll(read: LogRead & { limit: number }): Promise<Batch> {
    return this.noted(await this.inFlight.run(() => this.log.page(read)));
  }

  override head(): Promise<number> {
    return this.inFlight.run(() => this.log.head());
  }

  override async *subscribe({
    after,
    streams,
    signal,
  }: LogRead & { signal: AbortSignal }): AsyncGenerator<Batch> {
    const { streams: all, timeLimit } = this.options;
    const batches = follow(this.client, { after, all, wanted: streams ?? all, timeLimit, signal });
    for await (const batch of batches) yield this.noted(batch);
  }

  /** It has no part in the server's files, whose checksums the server looks after. */
  override damage(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** The client waits until its calls have ended, and for some that broke off it would wait for ever. */
  async close(): Promise<void> {
    await withinTime(LONGEST_GOODBYE_MS, this.client.dispose()).catch(() => undefined);
  }

  private noted(batch: Batch): Batch {
    const last = batch.events.at(-1);
    if (last) this.log.note(last.position);
    return batch;
  }
}
