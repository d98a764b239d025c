import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** Bytes of a secret, as the standard has it. */
const [SHORTEST, LONGEST] = [24, 64] as const;

/**
 * The key in a secret as Standard Webhooks writes them: `whsec_` and 24 to 64 bytes in base64.
 * @returns `undefined` when it is none
 */
export function webhookKey(secret: string): Buffer | undefined {
  const [prefix, text] = [secret.slice(0, PREFIX.length), secret.slice(PREFIX.length)];
  const key = Buffer.from(text, 'base64');
  const isKey = prefix === PREFIX && key.toString('base64') === text;
  return isKey && key.length >= SHORTEST && key.length <= LONGEST ? key : undefined;
}

/**
 * The headers that prove to a receiver who has the key that a message is genuine, new, and
 * which one it is: https://github.com/standard-webhooks/standard-webhooks (version 1).
 */
export function signatureHeaders(
  key: Uint8Array,
  { id, body, sentAt }: { readonly id: string; readonly body: string; readonly sentAt: Date },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
