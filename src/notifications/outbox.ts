import { LogMarks, type LogMark } from '../event-store/log-marks.js';
import { LONGEST_PAUSE } from '../webhooks/backoff.policy.js';
import type { Notification } from './notification.js';

/** A notification that was not delivered yet. */
export interface Waiting {
  readonly notification: Notification;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

/** What was given up: an event that cannot be told, or a notification nobody takes. */
export interface ParkedNotification {
  /** Of the event. */
  readonly id: string;
  readonly error: string;
}

/** A run of the log, and what its events are told as. */
export interface Filling {
  /** The position of the mark it was read from. */
  readonly from: number;
  readonly to: LogMark;
  readonly notifications: readonly Notification[];
  readonly parked: readonly ParkedNotification[];
}

/**
 * Keeps notifications until they are delivered, and how far the log was worked through to find
 * them: both in one step, so that each event is told once. That is not a read model: a rebuild
 * does not touch it. Every write is durable when answered.
 */
export abstract class Outbox extends LogMarks {
  /**
   * Notifications and mark together, or nothing.
   * @returns false when the mark is not at `from`: somebody else was faster
   */
  abstract fill(filling: Filling): Promise<boolean>;

  /** What is to be sent by `now`, oldest first; and what was put off by a clock that was ahead (see {@link tooFarAhead}). */
  abstract due(now: Date, limit: number): Promise<readonly Waiting[]>;

  /** It arrived, or nobody needs it any more. */
  abstract delivered(id: string): Promise<void>;

  /** It did not arrive, and is tried again. */
  abstract postpone(id: string, dueAt: Date): Promise<void>;

  /** Gives it up. */
  abstract park(parked: ParkedNotification): Promise<void>;

  /** What was given up, by id. */
  abstract parked(): Promise<readonly ParkedNotification[]>;
}

/** Whatever is put off until later than that was so by a clock that was ahead. */
export function tooFarAhead(now: Date): Date {
  return new Date(now.getTime() + LONGEST_PAUSE * 1_000);
}
