import { signatureHeaders } from './standard-webhooks.js';

/** A receiver that has not answered by then has not got it. */
const TIME_LIMIT_MS = 10_000;

/** It did not arrive; the message says why, and names neither what it was nor where it went. */
class NotDelivered extends Error {
  readonly code = 'NOT_DELIVERED';
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'NotDelivered';
  }
}

export interface Message {
  /** The same when it is sent again. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
  readonly sentAt: Date;
}

/** A program of the operator that takes messages in, signed after Standard Webhooks. */
export class Webhook {
  /** @param timeLimit milliseconds */
  constructor(
    private readonly url: string,
    private readonly key: Uint8Array,
    private readonly timeLimit = TIME_LIMIT_MS,
  ) {}

  /**
   * Posts a message; when `stop` aborts, nobody knows whether it arrived.
   * @throws {NotDelivered} unless it is answered with a status of 2xx
   */
  async post(message: Message, stop?: AbortSignal): Promise<void> {
    const response = await this.request(message, stop);
    // Nobody reads the answer; what is left of it must not keep the connection.
    await response.body?.cancel();
    if (!response.ok) throw new NotDelivered(`The receiver answered with status ${String(response.status)}`);
  }

  private async request(message: Message, stop: AbortSignal | undefined): Promise<Response> {
    const inTime = AbortSignal.timeout(this.timeLimit);
    const signal = stop ? AbortSignal.any([inTime, stop]) : inTime;
    const headers = { 'content-type': 'application/json', ...signatureHeaders(this.key, message) };
    try {
      // A signed message goes to the address it was signed for, and nowhere else.
      return await fetch(this.url, {
        method: 'POST',
        headers,
        body: message.body,
        redirect: 'manual',
        signal,
      });
    } catch (fault) {
      const why = signal.aborted ? 'did not answer in time' : 'cannot be reached';
      throw new NotDelivered(`The receiver ${why}`, fault);
    }
  }
}
