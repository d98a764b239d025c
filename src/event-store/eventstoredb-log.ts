import { beginsWith, positionOf } from './eventstoredb-event.js';
import type { EventStoreDbReader } from './eventstoredb-reader.js';
import { LOG_START, type Batch, type LogRead, type RecordedEvent } from './event-store.js';

/** Events of `$all`, whoever wrote them, looked at in one read. */
const PAGE = 1_000;

/** The newest event of this service is among the newest of all, most of the time. */
const FIRST_HEAD_PAGE = 8;

/** The log of this service, within the `$all` that also holds the server's own events, and others'. */
export class EventStoreDbLog {
  private readonly isOurs: (stream: string) => boolean;
  /** How far back `$all` need not be looked at again. */
  private knownUpTo = -1;
  private newest = LOG_START;

  constructor(
    private readonly reader: EventStoreDbReader,
    streams: readonly string[],
  ) {
    this.isOurs = beginsWith(streams);
  }

  async page({ after, streams, limit }: LogRead & { readonly limit: number }): Promise<Batch> {
    const read: RecordedEvent[] = [];
    for (let from = after; read.length < limit;) {
      const { events, looked, last } = await this.reader.all({
        direction: 'forwards',
        from,
        limit: PAGE,
        isWanted: (event) => this.isOurs(event.streamId) && positionOf(event) > from,
        enough: limit - read.length,
      });
      read.push(...events);
      if (looked < PAGE || last === undefined || last === from) break;
      from = last;
    }
    const isWanted = streams && beginsWith(streams);
    return {
      events: isWanted ? read.filter(({ stream }) => isWanted(stream)) : read,
      position: read.at(-1)?.position ?? after,
    };
  }

  /**
   * Position of the newest event of this service, and never one below what anybody here was told
   * before: a leader that was just elected may not have come as far. Each call looks back only
   * as far as the one before did.
   */
  async head(): Promise<number> {
    const upTo = this.knownUpTo;
    let end: number | undefined;
    let from: number | undefined;
    for (let limit = FIRST_HEAD_PAGE; ; limit = PAGE) {
      const { events, looked, first, last } = await this.reader.all({
        direction: 'backwards',
        from,
        limit,
        // What is known already ends the search as well.
        isWanted: (event) => this.isOurs(event.streamId) || positionOf(event) <= upTo,
        enough: 1,
      });
      end ??= first;
      const [event] = events;
      if (event && this.isOurs(event.stream)) this.note(event.position);
      if (event || looked < limit) break;
      from = last;
    }
    this.knownUpTo = Math.max(this.knownUpTo, end ?? -1);
    return this.newest;
  }

  /** Remembers the position of an event of this service that somebody here is told. */
  note(position: number): void {
    this.newest = Math.max(this.newest, position);
  }
}
