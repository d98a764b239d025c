import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Context, Disposable } from 'graphql-ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { v7 as uuid } from 'uuid';
import { WebSocketServer } from 'ws';
import { Authentication } from '../access/authentication.js';
import type { Caller } from '../access/caller.js';
import { isFault, maskError } from './masked-errors.js';
import { sessionCookie, type RequestContext } from './request-context.js';

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 64 * 1024;

interface Extra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage;
}
type Connection = Context<Record<string, unknown> | undefined, Extra>;

/**
 * Subscriptions over WebSocket, by the graphql-transport-ws protocol. Queries and
 * mutations go over HTTP alone, where every guard is.
 */
@Injectable()
export class SubscriptionSocket implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SubscriptionSocket.name);
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  private serving: Disposable | undefined;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly schema: GraphQLSchemaHost,
    private readonly authentication: Authentication,
  ) {}

  onApplicationBootstrap(): void {
    this.serving = useServer<Record<string, unknown> | undefined, Extra>(
      {
        schema: this.schema.schema,
        onConnect: async (connection) => (await this.callerOf(connection)).kind !== 'anonymous',
        // Asked anew for each subscription: a session may have ended since the socket was opened.
        context: async (connection): Promise<RequestContext & Record<PropertyKey, unknown>> => ({
          caller: await this.callerOf(connection),
          correlationId: uuid(),
        }),
        onSubscribe: (_connection, _id, { query, operationName }) =>
          refuseAllButSubscriptions(query, operationName),
        onError: (_connection, _id, _payload, errors) => this.masked(errors),
        onNext: (_connection, _id, _payload, _args, { errors, ...result }) =>
          errors && ({ ...result, errors: this.masked(errors) } as FormattedExecutionResult),
      },
      this.sockets,
    );
    const server = this.http.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', this.upgrade);
  }

  /** Before the HTTP server closes: it waits for its sockets. */
  async beforeApplicationShutdown(): Promise<void> {
    (this.http.httpAdapter.getHttpServer() as Server).off('upgrade', this.upgrade);
    await this.serving?.dispose();
    this.sockets.close();
  }

  private readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) => {
      this.sockets.emit('connection', opened, request);
    });
  };

  private callerOf({ connectionParams, extra: { request } }: Connection): Promise<Caller> {
    const authorization = connectionParams?.['authorization'] ?? request.headers.authorization;
    const cookie = isSameOrigin(request) ? sessionCookie(request.headers.cookie) : undefined;
    return this.authentication.callerOf(
      typeof authorization === 'string' ? authorization : undefined,
      cookie,
    );
  }

  private masked(
    errors: readonly (GraphQLError | GraphQLFormattedError)[],
  ): readonly GraphQLFormattedError[] {
    return errors.map((error) => {
      if (!(error instanceof GraphQLError)) return maskError(error, error);
      const correlationId = uuid();
      if (isFault(error))
        this.logger.error({ msg: 'A subscription failed', correlationId, err: error.originalError ?? error });
      const masked = maskError(error.toJSON(), error);
      return { ...masked, extensions: { ...masked.extensions, correlationId } };
    });
  }
}

/** Browsers send cookies with a WebSocket from any page; only this service's own may use them. */
function isSameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

function refuseAllButSubscriptions(
  query: string,
  operationName: string | null | undefined,
): GraphQLError[] | undefined {
  const operation = getOperationAST(parse(query), operationName);
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  return [
    new GraphQLError('Only subscriptions are answered here: send queries and mutations over HTTP.', {
      extensions: { code: 'BAD_REQUEST' },
    }),
  ];
}
