import { CannotStart } from '../config/cannot-start.js';
import type { Config } from '../config/config.js';
import { webhookKey } from './standard-webhooks.js';
import { Webhook } from './webhook.js';

/**
 * The webhook that is configured, if any.
 * @param purpose what the names of its settings begin with
 * @throws {CannotStart} when one is configured by half, or its secret is none
 */
export function chooseWebhook(config: Config, purpose: 'NOTIFICATION' | 'NOTARY'): Webhook | undefined {
  const [address, password] = [`${purpose}_WEBHOOK_URL`, `${purpose}_WEBHOOK_SECRET`] as const;
  const { [address]: url, [password]: secret } = config;
  if (url === undefined && secret === undefined) return undefined;
  if (url === undefined || secret === undefined)
    throw new CannotStart(`A webhook needs both ${address} and ${password}: one of them is not set.`);
  const key = webhookKey(secret);
  if (key) return new Webhook(url, key);
  throw new CannotStart(
    `${password} is no secret of Standard Webhooks: it must be whsec_ and 24 to 64 bytes in base64 (make one with: echo "whsec_$(openssl rand -base64 32)").`,
  );
}
