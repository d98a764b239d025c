import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A message as it came. */
interface Received {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Record<string, unknown>;
  };
}

/** A program of an operator that takes messages in. */
export interface Receiver extends AsyncDisposable {
  /** What came so far, repetitions too. */
  readonly received: readonly Received[];
  /** The settings of a service that sends to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How it answers from now on; 204 at first. `undefined` is to never answer. */
  answer: (message: Received, response: ServerResponse) => number | undefined;
  /** Whether a message was signed by who has the secret: Standard Webhooks, as a receiver checks it. */
  readonly isGenuine: (message: Received) => boolean;
}

/** @param purpose of the messages: what the names of the settings begin with */
export async function startReceiver(purpose: 'NOTIFICATION' | 'NOTARY' = 'NOTIFICATION'): Promise<Receiver> {
  const key = randomBytes(32);
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { headers } = request;
      const message = {
        id: String(headers['webhook-id']),
        headers,
        text: body,
        body: JSON.parse(body) as Received['body'],
      };
      received.push(message);
      const status = receiver.answer(message, response);
      if (status !== undefined) response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    received,
    environment: {
      [`${purpose}_WEBHOOK_URL`]: `http://127.0.0.1:${String(port)}/messages`,
      [`${purpose}_WEBHOOK_SECRET`]: `whsec_${key.toString('base64')}`,
    },
    answer: () => 204,
    isGenuine: ({ headers, text: body }) => {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      return (
        headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
      );
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiver;
}
