import type { Config } from '../config/config.js';
import { chooseWebhook } from '../webhooks/choose-webhook.js';
import { LogNotifier } from './log-notifier.js';
import type { Notifier } from './notifier.js';
import { WebhookNotifier } from './webhook-notifier.js';

/**
 * The webhook that is configured; without one, the log.
 * @throws {CannotStart} when one is configured by half, or its secret is none
 */
export function chooseNotifier(config: Config): Notifier {
  const webhook = chooseWebhook(config, 'NOTIFICATION');
  return webhook ? new WebhookNotifier(webhook) : new LogNotifier();
}
