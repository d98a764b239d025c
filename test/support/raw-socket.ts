import { WebSocket } from 'ws';
import { eventually } from './eventually.js';

export interface RawSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly protocol?: string;
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: any;
}

const CHANGES = 'subscription { twoFactorChanged(after: "0") { position } }';

/** A WebSocket to the service that says what it likes, when it likes. */
export class RawSocket implements Disposable {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  /** HTTP status the socket was refused with. */
  refusedBy: number | undefined;
  closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(
    url: string,
    { headers = {}, path = '/graphql', protocol = 'graphql-transport-ws' }: RawSocketOptions = {},
  ) {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, protocol, { headers });
    this.socket
      .on('message', (data: Buffer) => this.messages.push(JSON.parse(data.toString()) as Message))
      .on('unexpected-response', (request, response) => {
        this.refusedBy = response.statusCode;
        request.destroy();
      })
      .on('error', () => undefined)
      .on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
  }

  async opened(): Promise<this> {
    await eventually(() => {
      expect(this.socket.readyState).toBe(WebSocket.OPEN);
    });
    return this;
  }

  /** Opens it and says whose it is. */
  async introduced(token: string | undefined): Promise<this> {
    await this.opened();
    this.say({ type: 'connection_init', payload: { authorization: `Bearer ${String(token)}` } });
    await this.received('connection_ack');
    return this;
  }

  say(message: unknown): void {
    this.send(JSON.stringify(message));
  }

  send(text: string | Buffer): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  subscribe(id: string, query = CHANGES, variables?: Record<string, unknown>): void {
    this.say({ type: 'subscribe', id, payload: { query, variables } });
  }

  /** The first message of a type. */
  received(type: string, id?: string): Promise<Message> {
    return eventually(() => {
      const found = this.messages.find(
        (message) => message.type === type && (id === undefined || message.id === id),
      );
      expect(found).toBeDefined();
      return found!;
    });
  }

  /** The errors a subscription is refused with: before it began, or as its first and last result. */
  refused(id: string): Promise<readonly unknown[]> {
    return eventually(() => {
      const [errors] = this.messages
        .filter((message) => message.id === id)
        .map(({ type, payload }) => (type === 'error' ? payload : payload?.errors) as unknown[] | undefined)
        .filter((found) => found !== undefined);
      expect(errors).toBeDefined();
      return errors!;
    });
  }

  async closedWith(code: number, withinMs?: number): Promise<void> {
    await eventually(() => {
      expect(this.closed).toMatchObject({ code });
    }, withinMs);
  }

  async refusedWith(status: number): Promise<void> {
    await eventually(() => {
      expect(this.refusedBy).toBe(status);
    });
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
