import type { IncomingMessage } from 'node:http';
import type { Caller } from '../access/caller.js';
import type { Clients } from '../access/clients.js';
import type { Config } from '../config/config.js';
import { Counts, type Leave } from './counts.js';

const PATH = '/graphql';

/** Sockets of one client network that have not said yet whose they are. */
const UNPROVEN_OF_NETWORK = 20;

/** Sockets of one person, and of one API key, on one replica. */
const OF_PERSON = 10;
const OF_KEY = 200;

export interface Place {
  /** The socket has proved whose it is. */
  readonly proved: Leave;
  /** The socket is gone. */
  readonly leave: Leave;
}

/** Which sockets may be open, decided before anything is done for one. */
export class SocketAdmission {
  private readonly all: Counts;
  private readonly unproven = new Counts(UNPROVEN_OF_NETWORK);
  private readonly ofPerson = new Counts(OF_PERSON);
  private readonly ofKey = new Counts(OF_KEY);

  constructor(
    private readonly config: Config,
    private readonly clients: Clients,
  ) {
    this.all = new Counts(config.MAX_SOCKETS);
  }

  /** A place for a socket that is asked for, or the HTTP status it is refused with. */
  admit(request: IncomingMessage): Place | string {
    if (request.url?.split('?')[0] !== PATH) return '404 Not Found';
    if (!this.isAllowed(request)) return '403 Forbidden';
    const leave = this.all.take('');
    if (!leave) return '503 Service Unavailable';
    const proved = this.unproven.take(this.clients.of(request).network);
    if (proved) return { leave, proved };
    leave();
    return '429 Too Many Requests';
  }

  /** A place among the sockets of who proved to be somebody. */
  admitCaller(caller: Exclude<Caller, { kind: 'anonymous' }>): Leave | undefined {
    return caller.kind === 'person'
      ? this.ofPerson.take(caller.session.accountId)
      : this.ofKey.take(caller.apiKey.id);
  }

  /** Browsers say which page asks; programs say nothing. */
  private isAllowed({ headers }: IncomingMessage): boolean {
    const { origin } = headers;
    return origin === undefined || isSameOrigin(headers) || this.config.ALLOWED_ORIGINS.includes(origin);
  }
}

/** Whether a page of this service itself asks: browsers send cookies with a WebSocket from any page. */
export function isSameOrigin({ origin, host }: IncomingMessage['headers']): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
