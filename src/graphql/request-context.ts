import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUIDv7 } from 'node:crypto';
import type { Authentication } from '../access/authentication.js';
import { actorOf, type Caller } from '../access/caller.js';
import type { Client } from '../access/client.js';
import type { Clients } from '../access/clients.js';
import { hashToken } from '../crypto/token.js';
import type { Origin } from '../event-store/event-metadata.js';
import type { Session } from '../sign-in/sessions.js';

/** `__Host-`: only over a secure origin, for this host alone, for every path (RFC 6265bis §4.1.3.2). */
const SESSION_COOKIE = '__Host-session';
const COOKIE_ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** The session token a `Cookie` header carries, if any. */
export function sessionCookie(header: string | undefined): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[SESSION_COOKIE];
}

/** What every resolver knows about the request it answers. */
export interface RequestContext {
  readonly caller: Caller;
  /** Names the request in events, logs and error replies. */
  readonly correlationId: string;
  /** Where the request comes from; acts come over HTTP alone. */
  readonly client?: Client;
  /** The token in the session cookie the request came with, whatever it is worth; none over a WebSocket. */
  readonly cookieToken?: string | undefined;
  /** Keeps a session token in the browser, or takes it away; there is none over a WebSocket. */
  readonly setSessionCookie?: (token: string | null, expiresAt: Date) => void;
}

/** Who sends a request over HTTP. A session shows by it that it is still in use. */
export async function callerOf(authentication: Authentication, { headers }: FastifyRequest): Promise<Caller> {
  const caller = await authentication.callerOf(headers.authorization, sessionCookie(headers.cookie));
  await authentication.recordUse(caller);
  return caller;
}

/** The context of an HTTP request. */
export async function httpContext(
  authentication: Authentication,
  clients: Clients,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<RequestContext> {
  return {
    caller: await callerOf(authentication, request),
    correlationId: request.id,
    client: clients.of(request.raw),
    cookieToken: sessionCookie(request.headers.cookie),
    setSessionCookie: (token, expires) => {
      const cookie = { name: SESSION_COOKIE, value: token ?? '', expires, ...COOKIE_ATTRIBUTES };
      void reply.header('set-cookie', stringifySetCookie(cookie));
    },
  };
}

/** Where a request over HTTP comes from. */
export function clientOf({ client }: RequestContext): Client {
  if (!client) throw new TypeError('Acts come over HTTP');
  return client;
}

/** The session of who is signed in, if anyone is. */
export function sessionOf({ caller }: RequestContext): Session | undefined {
  return caller.kind === 'person' ? caller.session : undefined;
}

/** Whether a session came in the cookie, rather than in an `Authorization` header. */
export function cameByCookie({ cookieToken }: RequestContext, { tokenHash }: Session): boolean {
  return cookieToken !== undefined && hashToken(cookieToken) === tokenHash;
}

/** Where a command comes from, as far as is known before somebody is recognised. */
export function requestOrigin({ correlationId }: RequestContext, operation: string): Omit<Origin, 'actor'> {
  return { operation, correlationId, causationId: randomUUIDv7() };
}

/** Where a command of somebody recognised comes from. */
export function originOf(
  context: RequestContext & { readonly caller: Exclude<Caller, { kind: 'anonymous' }> },
  operation: string,
): Origin {
  return { actor: actorOf(context.caller), ...requestOrigin(context, operation) };
}

/** Narrows a context to one whose caller is recognised. */
export function isRecognised(
  context: RequestContext,
): context is RequestContext & { readonly caller: Exclude<Caller, { kind: 'anonymous' }> } {
  return context.caller.kind !== 'anonymous';
}
