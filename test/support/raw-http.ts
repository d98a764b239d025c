import { connect, type Socket } from 'node:net';
import { eventually } from './eventually.js';

/** A TCP connection to the service, for what no HTTP client would send. */
export class RawConnection implements Disposable {
  received = '';
  isClosed = false;
  private readonly socket: Socket;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname)
      .setEncoding('latin1')
      .on('data', (text: string) => (this.received += text))
      .on('error', () => undefined)
      .on('close', () => (this.isClosed = true));
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Status codes of the replies so far. */
  get statuses(): readonly number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  }

  /** Resolves when the service has closed the connection. */
  closed(withinMs?: number): Promise<void> {
    return eventually(() => {
      expect(this.isClosed).toBe(true);
    }, withinMs);
  }

  /** Resolves when something was answered, or the connection closed, or neither comes of what was sent. */
  settled(withinMs = 200): Promise<void> {
    return eventually(() => {
      expect(this.isClosed || this.received !== '').toBe(true);
    }, withinMs).catch(() => undefined);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** A POST to `/graphql`, as text. */
export function rawPost(
  body: string,
  headers: Readonly<Record<string, string>> = {},
  path = '/graphql',
): string {
  const all = {
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body, 'latin1')),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A request to open a WebSocket, as text. */
export function rawUpgrade(headers: Readonly<Record<string, string>>, path = '/graphql'): string {
  const all = {
    host: '127.0.0.1',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}
