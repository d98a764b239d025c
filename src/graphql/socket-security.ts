import { CloseCode } from 'graphql-ws';
import type { GraphQLFormattedError } from 'graphql';
import { randomUUIDv7 } from 'node:crypto';
import type { Config } from '../config/config.js';
import { SecurityLog, type SecurityLine, type SecurityMatter } from '../logging/security-log.js';
import type { SecurityNotes } from '../logging/security-notes.js';
import { isCodeOfFault } from './masked-errors.js';

/** What the service closes a socket with because of what its client did. Other codes are no client's doing. */
const CLOSED_FOR: Readonly<Record<number, SecurityMatter>> = {
  [CloseCode.Forbidden]: 'token',
  [CloseCode.Unauthorized]: 'token',
  [CloseCode.TooManyInitialisationRequests]: 'limit',
  1008: 'limit',
  [CloseCode.BadRequest]: 'request',
  [CloseCode.SubscriberAlreadyExists]: 'request',
  [CloseCode.SubprotocolNotAcceptable]: 'request',
  [CloseCode.ConnectionInitialisationTimeout]: 'request',
};

/** Tells the security log of what is refused over WebSocket: one line a socket that is, and one a subscription. */
export class SocketSecurity {
  private readonly log: SecurityLog;

  constructor(config: Config) {
    this.log = new SecurityLog(config);
  }

  /**
   * A socket that was not opened.
   * @param status of HTTP
   * @returns what the refusal is called
   */
  notOpened(status: number): string {
    const correlationId = randomUUIDv7();
    const what = status === 403 ? 'origin' : 'limit';
    // Nothing is at another address: that is no attempt at anything.
    if (status !== 404) this.tell(what, { operation: 'connect', status, correlationId });
    return correlationId;
  }

  /** A socket that the service closes. @param notes who introduced themselves, or tried to */
  closed(notes: SecurityNotes, status: number): void {
    const what = CLOSED_FOR[status];
    if (what) this.tell(what, { ...notes, operation: 'connect', status, correlationId: randomUUIDv7() });
  }

  /** A subscription that was answered with errors, as its client is told them. */
  answered(notes: SecurityNotes, [error]: readonly GraphQLFormattedError[]): void {
    const { code, correlationId } = error?.extensions ?? {};
    if (typeof code !== 'string' || isCodeOfFault(code)) return;
    const what = code === 'NOT_ALLOWED' ? 'access' : code === 'LIMIT_EXCEEDED' ? 'limit' : 'request';
    this.tell(what, {
      ...notes,
      operation: 'subscribe',
      outcome: code,
      correlationId: String(correlationId),
    });
  }

  private tell(
    what: SecurityMatter,
    line: Omit<SecurityLine, 'what' | 'outcome'> & { readonly outcome?: string },
  ): void {
    this.log.refused({ what, outcome: 'refused', ...line });
  }
}
