import type { Notification } from './notification.js';

/** A notification with the name the account goes by. */
export type Addressed = Notification & { readonly username: string };

/** It did not arrive; the message says why, and names neither who it was for nor where it went. */
export class NotDelivered extends Error {
  readonly code = 'NOT_DELIVERED';
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'NotDelivered';
  }
}

/** Hands notifications on to whoever tells the owner. The same one may come again, with the same id. */
export abstract class Notifier {
  /**
   * @param now when it is sent
   * @throws {NotDelivered}
   */
  abstract send(notification: Addressed, now: Date): Promise<void>;
}
