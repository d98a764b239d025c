import { resolveSecurityHeaders } from '@nestjs/core/security/security-headers.js';
import { randomUUIDv7 } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { MORE_HEADERS, securityHeaders } from './response-headers.js';

/**
 * Replies to what no route gets to see: what is no request, or is for nothing that could be an address, and
 * sockets that are not opened. They have the headers of every other reply, and repeat nothing of what was sent.
 */
export class PlainReplies {
  private readonly always: Readonly<Record<string, string>>;

  constructor(isProduction: boolean) {
    this.always = {
      ...Object.fromEntries(resolveSecurityHeaders(securityHeaders(isProduction)).headers),
      ...MORE_HEADERS,
      'content-type': 'application/json; charset=utf-8',
    };
  }

  /** @param correlationId that of the request, where there is one */
  to(status: number, correlationId: string = randomUUIDv7()) {
    const body = JSON.stringify({ statusCode: status, message: STATUS_CODES[status] });
    const length = String(Buffer.byteLength(body));
    return {
      status,
      headers: { ...this.always, 'x-correlation-id': correlationId, 'content-length': length },
      body,
    };
  }

  /** The same as it goes over a connection that ends with it. */
  text(status: number, correlationId?: string): string {
    const { headers, body } = this.to(status, correlationId);
    const lines = Object.entries({ ...headers, connection: 'close' }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    return `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
  }
}
