import {
  EventStore,
  LOG_START,
  NO_STREAM,
  RevisionConflict,
  type Appended,
  type Batch,
  type LogRead,
  type NewEvent,
  type RecordedEvent,
  type StreamRead,
} from '../../src/event-store/event-store.js';

/** Positions have gaps, as EventStoreDB's have, so that nothing above the port can do without them. */
const STEP = 7;

const PAGE = 100;

/** The log in an array: all an event store promises, but for surviving the process. */
export class MemoryEventStore extends EventStore {
  private readonly log: RecordedEvent[] = [];
  private readonly following = new Set<() => void>();

  override async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const there = this.log.filter((event) => event.stream === stream);
    const actual = there.at(-1)?.revision ?? NO_STREAM;
    if (actual !== expectedRevision) {
      const first = there.slice(expectedRevision + 1, expectedRevision + 1 + events.length);
      const last = first.at(-1);
      if (last && events.every(({ id }, index) => id === first[index]?.id)) return endAt(last);
      throw new RevisionConflict(stream, expectedRevision, actual);
    }
    const start = this.newest();
    const recorded = events.map((event, index) => ({
      ...(JSON.parse(JSON.stringify(event)) as NewEvent),
      stream,
      revision: expectedRevision + 1 + index,
      position: start + (index + 1) * STEP,
    }));
    this.log.push(...recorded);
    for (const wake of this.following) wake();
    return endAt(recorded.at(-1)!);
  }

  override async readStream(
    stream: string,
    { direction = 'forwards', from, limit }: StreamRead,
  ): Promise<readonly RecordedEvent[]> {
    const there = this.log.filter((event) => event.stream === stream);
    return direction === 'forwards'
      ? there.filter(({ revision }) => revision >= (from ?? 0)).slice(0, limit)
      : there
          .filter(({ revision }) => revision <= (from ?? Infinity))
          .reverse()
          .slice(0, limit);
  }

  override async readAll({ after, streams, limit }: LogRead & { limit: number }): Promise<Batch> {
    const read = this.log.filter(({ position }) => position > after).slice(0, limit);
    const wanted = read.filter(
      ({ stream }) => streams?.some((beginning) => stream.startsWith(beginning)) ?? true,
    );
    return { events: wanted, position: read.at(-1)?.position ?? after };
  }

  override async head(): Promise<number> {
    return this.newest();
  }

  override async *subscribe({
    after,
    streams,
    signal,
  }: LogRead & { signal: AbortSignal }): AsyncGenerator<Batch> {
    let position = after;
    while (!signal.aborted) {
      if (position >= this.newest()) {
        await this.grown(signal);
        continue;
      }
      const batch = await this.readAll({ after: position, limit: PAGE, ...(streams && { streams }) });
      position = batch.position;
      yield batch;
    }
  }

  override async damage(): Promise<undefined> {
    return undefined;
  }

  private newest(): number {
    return this.log.at(-1)?.position ?? LOG_START;
  }

  private async grown(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = () => {
      resolve(undefined);
    };
    this.following.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    await promise;
    this.following.delete(wake);
    signal.removeEventListener('abort', wake);
  }
}

function endAt({ revision, position }: RecordedEvent): Appended {
  return { revision, position };
}
