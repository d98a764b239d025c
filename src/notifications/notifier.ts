import type { Notification } from './notification.js';

/** A notification with the name the account goes by. */
export type Addressed = Notification & { readonly username: string };

/** Hands notifications on to whoever tells the owner. The same one may come again, with the same id. */
export abstract class Notifier {
  /**
   * @param now when it is sent
   * @throws when it did not arrive; the message names neither who it was for nor where it went
   */
  abstract send(notification: Addressed, now: Date): Promise<void>;
}
