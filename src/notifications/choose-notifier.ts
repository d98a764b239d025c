import { CannotStart } from '../config/cannot-start.js';
import type { Config } from '../config/config.js';
import { LogNotifier } from './log-notifier.js';
import type { Notifier } from './notifier.js';
import { webhookKey } from './standard-webhooks.js';
import { WebhookNotifier } from './webhook-notifier.js';

/**
 * The webhook that is configured; without one, the log.
 * @throws {CannotStart} when one is configured by half, or its secret is none
 */
export function chooseNotifier({
  NOTIFICATION_WEBHOOK_URL: url,
  NOTIFICATION_WEBHOOK_SECRET: secret,
}: Config): Notifier {
  if (url === undefined && secret === undefined) return new LogNotifier();
  if (url === undefined || secret === undefined) {
    throw new CannotStart(
      'A webhook needs both NOTIFICATION_WEBHOOK_URL and NOTIFICATION_WEBHOOK_SECRET: one of them is not set.',
    );
  }
  const key = webhookKey(secret);
  if (key) return new WebhookNotifier(url, key);
  throw new CannotStart(
    'NOTIFICATION_WEBHOOK_SECRET is no secret of Standard Webhooks: it must be whsec_ and 24 to 64 bytes in base64 (make one with: echo "whsec_$(openssl rand -base64 32)").',
  );
}
