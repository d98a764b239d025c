import { Logger } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Clock } from '../clock.js';
import { UnreadableEvent } from '../event-store/codec.js';
import { EventStore, type RecordedEvent } from '../event-store/event-store.js';
import { pagesFrom } from '../event-store/pages.js';
import { Alarms } from '../logging/alarms.js';
import { Adoption, ADOPTION_STREAMS, type AdoptionDay } from './adoption.state.js';

const DAY_MS = 86_400_000;

/** Ten years: more than a chart can show. */
const MOST_DAYS = 3_660;

/** How 2FA was taken up, day by day; `tooLong` when the days asked for are too many. */
export class ReadAdoption extends Query<readonly AdoptionDay[] | 'tooLong'> {
  constructor(
    /** Its day (UTC) is the first; when `null`, that of the first event, but no more than ten years back. */
    readonly from: Date | null,
    /** The last day begins before it; up to today when `null`. */
    readonly until: Date | null,
  ) {
    super();
  }
}

/**
 * Counts from the log itself. What was counted stays at hand, so each answer reads only
 * what came since: the past of an append-only log does not change.
 */
@QueryHandler(ReadAdoption)
export class ReadAdoptionHandler implements IQueryHandler<ReadAdoption> {
  private readonly adoption = new Adoption();
  private readonly alarms = new Alarms(new Logger('Adoption'));
  private reading: Promise<void> | undefined;

  constructor(
    private readonly events: EventStore,
    private readonly clock: Clock,
  ) {}

  async execute({ from, until }: ReadAdoption): Promise<readonly AdoptionDay[] | 'tooLong'> {
    await this.upTo(await this.events.head());
    const now = this.clock.now();
    // Nothing is known of days that are yet to come.
    const end = until && until < now ? until : now;
    const first = from ?? this.firstBefore(end);
    if (first === null) return [];
    if (end.getTime() - first.getTime() > MOST_DAYS * DAY_MS) return 'tooLong';
    return this.adoption.between(first, end);
  }

  /** The first day of the log, or of the last ten years that end then. */
  private firstBefore(end: Date): Date | null {
    const { firstDay } = this.adoption;
    return firstDay && new Date(Math.max(firstDay.getTime(), end.getTime() - MOST_DAYS * DAY_MS));
  }

  /** One reader at a time, whoever asks; who finds it short of `head` reads on. */
  private async upTo(head: number): Promise<void> {
    while (this.adoption.position < head) {
      this.reading ??= this.readOn(head).finally(() => (this.reading = undefined));
      await this.reading;
    }
  }

  private async readOn(head: number): Promise<void> {
    for await (const page of pagesFrom(this.events, this.adoption.position, { streams: ADOPTION_STREAMS })) {
      for (const event of page) this.count(event);
      // A long log must not keep the requests of others waiting.
      await nextTurn();
    }
    // Events of other streams were passed over.
    this.adoption.position = Math.max(this.adoption.position, head);
  }

  /** An event nobody understands is counted as nothing, so that one account does not hide all the others. */
  private count(event: RecordedEvent): void {
    try {
      this.adoption.apply(event);
    } catch (fault) {
      if (!(fault instanceof UnreadableEvent)) throw fault;
      this.alarms.raise('the adoption of 2FA is counted without an event', fault);
    }
  }
}
