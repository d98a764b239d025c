import type { Webhook } from '../webhooks/webhook.js';
import { Notifier, type Addressed } from './notifier.js';

/** Posts notifications to a program of the operator. */
export class WebhookNotifier extends Notifier {
  constructor(private readonly webhook: Webhook) {
    super();
  }

  override async send({ id, type, at, accountId, username, details }: Addressed, now: Date): Promise<void> {
    const body = JSON.stringify({ type, timestamp: at, data: { accountId, username, ...details } });
    await this.webhook.post({ id, body, sentAt: now });
  }
}
