import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decisions } from '../event-store/decisions.js';
import { EventStore, type Batch, type RecordedEvent } from '../event-store/event-store.js';
import { namesOf } from '../event-store/stream-name.js';
import type { LogMark } from '../event-store/log-marks.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { notificationOf, type Notification } from './notification.js';
import { Outbox, type ParkedNotification } from './outbox.js';

/** All streams of the service: the mark is to tell of the whole log. */
const STREAMS = ['username-', 'account-', 'twoFactor-'];

/** Events that come while it is waited share one write to the disk. */
const GATHER_MS = 200;

/** A batch of fewer events ends where the log ends. */
const FULL = 100;

/** Follows the log, and puts what owners should know into the outbox: each event once, in the order of the log. */
@Injectable()
export class OutboxFiller {
  private readonly logger = new Logger(OutboxFiller.name);

  constructor(
    private readonly events: EventStore,
    private readonly outbox: Outbox,
    private readonly decisions: Decisions,
  ) {}

  /** Ends when `signal` aborts, or somebody else was faster. */
  async follow(signal: AbortSignal): Promise<void> {
    let { position } = await this.start();
    for await (const batch of this.events.subscribe({ after: position, streams: STREAMS, signal })) {
      if (!(await this.take(position, batch))) return;
      position = batch.events.at(-1)?.position ?? position;
      if (batch.events.length < FULL) await sleep(GATHER_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Takes in what the log holds now, so that a service that stops leaves its mark at the end of it. */
  async catchUp(): Promise<void> {
    for (let { position } = await this.start(); ;) {
      const batch = await this.events.readAll({ after: position, streams: STREAMS, limit: FULL });
      if (batch.position === position || !(await this.take(position, batch))) return;
      position = batch.events.at(-1)?.position ?? batch.position;
    }
  }

  /** @returns false when somebody else was faster */
  private async take(from: number, batch: Batch): Promise<boolean> {
    const last = batch.events.at(-1);
    return !last || this.outbox.fill({ from, to: markOf(last), ...(await this.told(batch)) });
  }

  /** What happened before the first start is nobody's news. */
  private async start(): Promise<LogMark> {
    const mark = await this.outbox.mark();
    if (mark) return mark;
    const first = { position: await this.events.head(), event: null };
    await this.outbox.begin(first);
    return (await this.outbox.mark()) ?? first;
  }

  private async told({ events }: Batch) {
    const notifications: Notification[] = [];
    const parked: ParkedNotification[] = [];
    for (const event of events) {
      try {
        const notification = await notificationOf(event, () => this.wasOn(event));
        if (notification) notifications.push(notification);
      } catch (fault) {
        if (isOfTheStore(fault)) throw fault;
        const error = fault instanceof Error ? fault.message : String(fault);
        this.logger.error(`ALARM: the owner cannot be told of event ${event.id} (${event.type}): ${error}`);
        parked.push({ id: event.id, error });
      }
    }
    return { notifications, parked };
  }

  /** Whether 2FA was on before an event of it. */
  private async wasOn({ stream, revision }: RecordedEvent): Promise<boolean> {
    const { state } = await this.decisions.load(twoFactor, namesOf(stream).id, revision - 1);
    return state.factor.status === 'on';
  }
}

function markOf({ position, stream, revision, id }: RecordedEvent): LogMark {
  return { position, event: { stream, revision, id } };
}

/** Whether it is the store that does not answer, and not the event that is at fault. */
export function isOfTheStore(fault: unknown): boolean {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  return code === 'EVENT_STORE_UNAVAILABLE' || code === 'STORAGE_UNAVAILABLE' || code === 'LOG_RESTORED';
}
