import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { ApolloServerErrorCode as ErrorCode } from '@apollo/server/errors';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { CloseCode, type Context, type Disposable } from 'graphql-ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUIDv7 } from 'node:crypto';
import { WebSocketServer, type WebSocket } from 'ws';
import { Authentication } from '../access/authentication.js';
import type { Caller } from '../access/caller.js';
import { isFault, maskError } from './masked-errors.js';
import { sessionCookie, type RequestContext } from './request-context.js';

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 64 * 1024;

/** WebSocket close code, of IANA's registry: graphql-ws clients then come again by themselves. */
const TRY_AGAIN_LATER = 1013;

/** How long a client may take to answer that its socket closes. */
const GOODBYE_MS = 1_000;

interface Extra extends Record<PropertyKey, unknown> {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
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
        onConnect: async (connection) => (await this.recognise(connection)).kind !== 'anonymous',
        // Asked anew for each subscription: a session may have ended since the socket was opened.
        context: async (connection): Promise<RequestContext & Record<PropertyKey, unknown>> => ({
          caller: await this.recognise(connection),
          correlationId: randomUUIDv7(),
        }),
        onSubscribe: (_connection, _id, { query, operationName }) =>
          problemsOf(this.schema.schema, query, operationName),
        onError: (_connection, _id, _payload, errors) => this.masked(errors),
        onNext: async (connection, _id, _payload, _args, { errors, ...result }) => {
          await this.closeIfOver(connection);
          return errors && ({ ...result, errors: this.masked(errors) } as FormattedExecutionResult);
        },
      },
      this.sockets,
    );
    const server = this.http.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', this.upgrade);
  }

  /** Before the HTTP server closes: it waits for its sockets. */
  async beforeApplicationShutdown(): Promise<void> {
    (this.http.httpAdapter.getHttpServer() as Server).off('upgrade', this.upgrade);
    const goodbye = setTimeout(() => {
      for (const client of this.sockets.clients) client.terminate();
    }, GOODBYE_MS);
    await this.serving?.dispose();
    clearTimeout(goodbye);
    this.sockets.close();
  }

  private readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== PATH) {
      // Who is already gone must not take the service along.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) => {
      this.sockets.emit('connection', opened, request);
      // graphql-ws prints what a client does wrong as if it were a fault of the service.
      opened.removeAllListeners('error').on('error', () => undefined);
    });
  };

  /** A session that has ended, or a key that was revoked, is told nothing more: nothing is sent on a closing socket. */
  private async closeIfOver(connection: Connection): Promise<void> {
    const { kind } = await this.recognise(connection);
    if (kind === 'anonymous') connection.extra.socket.close(CloseCode.Forbidden, 'Forbidden');
  }

  /** Whoever cannot be recognised just now is told nothing, and asked to come again. */
  private async recognise(connection: Connection): Promise<Caller> {
    try {
      return await this.callerOf(connection);
    } catch (fault) {
      this.logger.error({ msg: 'It could not be found out whose socket it is', err: fault });
      connection.extra.socket.close(TRY_AGAIN_LATER, 'Try again later');
      return { kind: 'anonymous' };
    }
  }

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
      const coded = isOfVariables(error) ? withCode(error, ErrorCode.BAD_USER_INPUT) : error;
      const correlationId = randomUUIDv7();
      if (isFault(coded))
        this.logger.error({ msg: 'A subscription failed', correlationId, err: coded.originalError ?? coded });
      const masked = maskError(coded.toJSON(), coded);
      return { ...masked, extensions: { ...masked.extensions, correlationId } };
    });
  }
}

/** Browsers send cookies with a WebSocket from any page; only this service's own may use them. */
function isSameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** Why a document is not one to subscribe with, if it is not. */
function problemsOf(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null | undefined,
): readonly GraphQLError[] | undefined {
  let document;
  try {
    document = parse(query);
  } catch (fault) {
    return [withCode(fault as GraphQLError, ErrorCode.GRAPHQL_PARSE_FAILED)];
  }
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) {
    const sentence = 'Only subscriptions are answered here: send queries and mutations over HTTP.';
    return [withCode(new GraphQLError(sentence), ErrorCode.BAD_REQUEST)];
  }
  const problems = validate(schema, document);
  if (problems.length === 0) return undefined;
  return problems.map((problem) => withCode(problem, ErrorCode.GRAPHQL_VALIDATION_FAILED));
}

/** Whether graphql-js refused the variables: it says so before there is a path, and wraps only errors of its own. */
function isOfVariables({ path, originalError }: GraphQLError): boolean {
  return path === undefined && (originalError === undefined || originalError instanceof GraphQLError);
}

/** The error with a code, as Apollo gives its own; one that has a code keeps it. */
function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  const { message, nodes = null, source = null, positions = null, path = null, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code, ...extensions } });
}
