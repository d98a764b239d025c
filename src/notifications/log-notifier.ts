import { Logger } from '@nestjs/common';
import { Notifier, type Addressed } from './notifier.js';

/** Writes notifications to the service's own log, without the name of the account. */
export class LogNotifier extends Notifier {
  private readonly logger = new Logger('Notifications');

  override async send({ id, type, accountId, at, details }: Addressed): Promise<void> {
    this.logger.log({ msg: `Notification: ${type}`, id, type, accountId, at, ...details });
  }
}
