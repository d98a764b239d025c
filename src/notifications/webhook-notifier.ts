import { signatureHeaders } from './standard-webhooks.js';
import { NotDelivered, Notifier, type Addressed } from './notifier.js';

/** A receiver that has not answered by then has not got it. */
const TIME_LIMIT_MS = 10_000;

/** Posts notifications to a program of the operator, signed after Standard Webhooks. */
export class WebhookNotifier extends Notifier {
  constructor(
    private readonly url: string,
    private readonly key: Uint8Array,
    private readonly timeLimit = TIME_LIMIT_MS,
  ) {
    super();
  }

  override async send({ id, type, at, accountId, username, details }: Addressed, now: Date): Promise<void> {
    const body = JSON.stringify({ type, timestamp: at, data: { accountId, username, ...details } });
    const response = await this.post(body, signatureHeaders(this.key, { id, body, sentAt: now }));
    // Nobody reads the answer; what is left of it must not keep the connection.
    await response.body?.cancel();
    if (!response.ok) throw new NotDelivered(`The receiver answered with status ${String(response.status)}`);
  }

  private async post(body: string, signed: Readonly<Record<string, string>>): Promise<Response> {
    const signal = AbortSignal.timeout(this.timeLimit);
    const headers = { 'content-type': 'application/json', ...signed };
    try {
      // A signed message goes to the address it was signed for, and nowhere else.
      return await fetch(this.url, { method: 'POST', headers, body, redirect: 'manual', signal });
    } catch (fault) {
      const why = signal.aborted ? 'did not answer in time' : 'cannot be reached';
      throw new NotDelivered(`The receiver ${why}`, fault);
    }
  }
}
