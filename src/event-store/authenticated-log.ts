import { macIn, type Authenticity } from './event-mac.js';
import {
  EventStore,
  type Appended,
  type Batch,
  type JsonObject,
  type LogRead,
  type NewEvent,
  type PageRead,
  type RecordedEvent,
  type StreamRead,
} from './event-store.js';
import type { LogKey } from './log-key.js';

/**
 * The log as the service reads it: an event that this service did not write is marked as foreign, and nobody
 * understands it; see ADR 0016. Who verifies or exports the whole log reads what is under it.
 */
export class AuthenticatedLog extends EventStore {
  /** Metadata of events as they were appended here: a store that hands these very objects on need not be asked again. */
  private readonly written = new WeakSet<JsonObject>();

  constructor(
    private readonly log: EventStore,
    private readonly key: Pick<LogKey, 'authenticity'>,
  ) {
    super();
  }

  override append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended> {
    for (const { metadata } of events) this.written.add(metadata);
    return this.log.append(stream, expectedRevision, events);
  }

  override async readStream(stream: string, read: StreamRead): Promise<readonly RecordedEvent[]> {
    const authenticity = await this.key.authenticity();
    const events = await this.log.readStream(stream, { ...read, withText: true });
    return Promise.all(
      events.map(async (event) => {
        const isOurs = authenticity.isAuthentic(event) && !(await this.isAddedToNewer(event, events));
        return isOurs ? event : foreign(event);
      }),
    );
  }

  override lastRevision(stream: string): Promise<number> {
    return this.log.lastRevision(stream);
  }

  override async readAll(read: PageRead): Promise<Batch> {
    const authenticity = await this.key.authenticity();
    return this.marked(await this.log.readAll(read), authenticity);
  }

  override head(): Promise<number> {
    return this.log.head();
  }

  override async *subscribe(read: LogRead & { readonly signal: AbortSignal }): AsyncGenerator<Batch> {
    for await (const batch of this.log.subscribe(read))
      yield this.marked(batch, await this.key.authenticity());
  }

  override damage(signal: AbortSignal): Promise<string | undefined> {
    return this.log.damage(signal);
  }

  private marked({ events, position }: Batch, authenticity: Authenticity): Batch {
    const isOurs = (event: RecordedEvent) =>
      this.written.has(event.metadata) || authenticity.isAuthentic(event);
    return { events: events.map((event) => (isOurs(event) ? event : foreign(event))), position };
  }

  /** Whether an event without a MAC stands behind one that has it: no position makes it one of before. */
  private async isAddedToNewer(event: RecordedEvent, page: readonly RecordedEvent[]): Promise<boolean> {
    const { stream, revision } = event;
    if (macIn(event) !== undefined || revision === 0) return false;
    const isBefore = (one: RecordedEvent) => one.revision === revision - 1;
    const before =
      page.find(isBefore) ??
      (await this.log.readStream(stream, { from: revision - 1, limit: 1 })).find(isBefore);
    return before !== undefined && macIn(before) !== undefined;
  }
}

function foreign(event: RecordedEvent): RecordedEvent {
  return { ...event, isForeign: true };
}
