import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FormattedExecutionResult } from 'graphql';
import { CloseCode, makeServer, type Context, type Server as Protocol } from 'graphql-ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUIDv7 } from 'node:crypto';
import type { WebSocket, WebSocketServer } from 'ws';
import { Authentication } from '../access/authentication.js';
import type { Caller } from '../access/caller.js';
import { Clients } from '../access/clients.js';
import { Config } from '../config/config.js';
import { PlainReplies } from '../http/plain-replies.js';
import { noting, type SecurityNotes } from '../logging/security-notes.js';
import { documentRules } from './documents.js';
import { RequestError } from './masked-errors.js';
import { sessionCookie, type RequestContext } from './request-context.js';
import { isSameOrigin, SocketAdmission, type Place } from './socket-admission.js';
import { SocketLink } from './socket-link.js';
import { SocketSecurity } from './socket-security.js';
import { socketServer } from './socket-server.js';
import { problemsOf } from './subscription-documents.js';
import { SubscriptionErrors } from './subscription-errors.js';

const SUBSCRIPTIONS_OF_SOCKET = 20;

/** How long a socket may say nothing of whose it is. */
const INTRODUCTION_MS = 3_000;

/** WebSocket close code, of IANA's registry: graphql-ws clients then come again by themselves. */
const TRY_AGAIN_LATER = 1013;

/** How often it is looked whose sessions and API keys have ended. */
const LOOK_EVERY_MS = 1_000;

/** How often a client must show that it is there. */
const HEARTBEAT_MS = 10_000;

interface Extra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  readonly link: SocketLink;
  readonly place: Place;
  /** What is known of its client, for the security log. */
  readonly notes: SecurityNotes;
  /** What it introduced itself with, and who that was. */
  authorization?: string | undefined;
  caller?: Exclude<Caller, { kind: 'anonymous' }>;
}
type Connection = Context<Record<string, unknown> | undefined, Extra>;

/**
 * Subscriptions over WebSocket, by the graphql-transport-ws protocol. Queries and
 * mutations go over HTTP alone, where every guard is.
 */
@Injectable()
export class SubscriptionSocket implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SubscriptionSocket.name);
  private readonly sockets: WebSocketServer;
  private readonly open = new Set<Extra>();
  private readonly admission: SocketAdmission;
  private readonly replies: PlainReplies;
  private readonly errors: SubscriptionErrors;
  private readonly security: SocketSecurity;
  private protocol: Protocol<Extra> | undefined;
  private timers: readonly NodeJS.Timeout[] = [];
  private looking = false;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly schema: GraphQLSchemaHost,
    private readonly authentication: Authentication,
    private readonly config: Config,
    clients: Clients,
  ) {
    this.admission = new SocketAdmission(config, clients);
    this.security = new SocketSecurity(config);
    this.errors = new SubscriptionErrors(config, this.security);
    this.replies = new PlainReplies(config.NODE_ENV === 'production');
    this.sockets = socketServer(this.replies);
  }

  onApplicationBootstrap(): void {
    const { schema } = this.schema;
    const rules = documentRules(this.config);
    this.protocol = makeServer<Record<string, unknown> | undefined, Extra>({
      schema,
      connectionInitWaitTimeout: INTRODUCTION_MS,
      onConnect: (connection) => this.introduce(connection),
      // Asked anew for each subscription: a session may have ended since the socket was opened.
      context: async ({ extra }): Promise<RequestContext & Record<PropertyKey, unknown>> => ({
        caller: await this.recognise(extra),
        correlationId: randomUUIDv7(),
      }),
      onSubscribe: ({ subscriptions }, _id, request) =>
        Object.keys(subscriptions).length > SUBSCRIPTIONS_OF_SOCKET
          ? [new RequestError('There are too many subscriptions on this socket.', 'LIMIT_EXCEEDED')]
          : problemsOf(schema, rules, request),
      onError: ({ extra }, _id, _payload, errors) => this.errors.masked(errors, extra.notes),
      onNext: async ({ extra }, _id, _payload, _args, { errors, ...result }) => {
        // Nothing is sent on a closing socket.
        if ((await this.recognise(extra)).kind === 'anonymous') turnOut(extra);
        return (
          errors &&
          ({ ...result, errors: this.errors.masked(errors, extra.notes) } as FormattedExecutionResult)
        );
      },
    });
    this.timers = [
      setInterval(() => void this.turnOutEnded(), LOOK_EVERY_MS).unref(),
      setInterval(() => {
        for (const { link } of this.open) link.heartbeat();
      }, HEARTBEAT_MS).unref(),
    ];
    const server = this.http.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', this.upgrade);
  }

  /** Before the HTTP server closes: it waits for its sockets. */
  async beforeApplicationShutdown(): Promise<void> {
    (this.http.httpAdapter.getHttpServer() as Server).off('upgrade', this.upgrade);
    this.timers.forEach(clearInterval);
    const closed = new Promise((resolve) => {
      this.sockets.close(resolve);
    });
    for (const { socket } of this.open) socket.close(1001, 'Going away');
    await closed;
  }

  private readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const place = this.admission.admit(request);
    if (typeof place === 'string') {
      const status = Number.parseInt(place);
      const id = this.security.notOpened(status);
      // Who is already gone must not take the service along.
      socket.on('error', () => socket.destroy());
      socket.end(this.replies.text(status, id));
      return;
    }
    socket.once('close', () => {
      place.proved();
      place.leave();
    });
    this.sockets.handleUpgrade(request, socket, head, (opened) => this.serve(opened, request, place));
  };

  private serve(socket: WebSocket, request: IncomingMessage, place: Place): void {
    const notes: SecurityNotes = {};
    const link = new SocketLink(
      socket,
      (fault) => {
        this.logger.error({ msg: 'A message on a socket could not be answered', err: fault });
      },
      (code) => {
        this.security.closed(notes, code);
      },
    );
    const extra: Extra = { socket, request, link, place, notes };
    this.open.add(extra);
    const closed = this.protocol?.opened(link, extra);
    socket.once('close', (code, reason) => {
      this.open.delete(extra);
      void closed?.(code, reason.toString());
    });
  }

  /** Lets in who proves to be somebody, if there is room for one more socket of theirs. */
  private async introduce(connection: Connection): Promise<boolean> {
    const { extra, connectionParams } = connection;
    const given = connectionParams?.['authorization'] ?? extra.request.headers.authorization;
    extra.authorization = typeof given === 'string' ? given : undefined;
    // What else it said is not kept for as long as the socket is open.
    Object.assign(connection, { connectionParams: undefined });
    const caller = await noting(extra.notes, () => this.recognise(extra));
    if (caller.kind === 'anonymous' || extra.socket.readyState !== extra.socket.OPEN) return false;
    const leave = this.admission.admitCaller(caller);
    if (!leave) {
      extra.link.close(CloseCode.TooManyInitialisationRequests, 'Too many sockets');
      return false;
    }
    extra.socket.once('close', leave);
    extra.caller = caller;
    extra.place.proved();
    return true;
  }

  /** Whoever cannot be recognised just now is told nothing, and asked to come again. */
  private async recognise(extra: Extra): Promise<Caller> {
    try {
      return await this.callerOf(extra);
    } catch (fault) {
      this.logger.error({ msg: 'It could not be found out whose socket it is', err: fault });
      extra.link.close(TRY_AGAIN_LATER, 'Try again later');
      return { kind: 'anonymous' };
    }
  }

  private callerOf({ request: { headers }, authorization }: Extra): Promise<Caller> {
    const cookie = isSameOrigin(headers) ? sessionCookie(headers.cookie) : undefined;
    return this.authentication.callerOf(authorization, cookie);
  }

  /** Closes the sockets of sessions that have ended and API keys that were revoked, wherever that was done. */
  private async turnOutEnded(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const introduced = [...this.open].flatMap((extra) =>
        extra.caller ? [[extra, extra.caller] as const] : [],
      );
      const good = await this.authentication.stillGood(introduced.map(([, caller]) => caller));
      for (const [extra, caller] of introduced) if (!good.has(caller)) turnOut(extra);
    } catch (fault) {
      // Until it can be asked again nothing is sent either: that asks first.
      this.logger.warn({ msg: 'It cannot be told whose sockets are over', err: fault });
    } finally {
      this.looking = false;
    }
  }
}

function turnOut({ link }: Extra): void {
  link.close(CloseCode.Forbidden, 'Forbidden');
}
