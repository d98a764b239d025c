import { AccessDeniedError, InvalidArgumentError, MaxAppendSizeExceededError } from '@eventstore/db-client';
import { EventStoreUnavailable } from './event-store.js';
import { Overloaded } from './in-flight.js';

/**
 * The stream was deleted or cut by somebody else, so what it adds up to is not known any
 * more. Whoever depends on it stops: a missing past must never read as "2FA off".
 */
export class StreamGone extends Error {
  readonly code = 'STREAM_GONE';
  constructor(stream: string, cause?: unknown) {
    super(`${stream} was deleted or truncated`, { cause });
    this.name = 'StreamGone';
  }
}

/** gRPC's status for who cannot say who it is; others are known, and not allowed. */
const UNAUTHENTICATED = 16;

/** Any fault of the store, as the port tells it. */
export function unavailable(fault: unknown): Error {
  const told = [StreamGone, EventStoreUnavailable, Overloaded].some((kind) => fault instanceof kind);
  return told ? (fault as Error) : new EventStoreUnavailable(fault);
}

/** Whether a fault says that an append was not written and never will be; otherwise it may have been. */
export function isRefusal(fault: unknown): boolean {
  const refusals = [StreamGone, AccessDeniedError, InvalidArgumentError, MaxAppendSizeExceededError];
  return refusals.some((refusal) => fault instanceof refusal);
}

/**
 * Why a connection can never work as it is configured, in words for the operator;
 * `undefined` for faults that may pass by themselves.
 */
export function misconfiguration(fault: unknown): string | undefined {
  const cause = fault instanceof Error ? (fault.cause ?? fault) : fault;
  if (cause instanceof AccessDeniedError) {
    return Number(cause.code) === UNAUTHENTICATED
      ? 'it does not accept the user name and password'
      : 'it does not let this user read $all';
  }
  const message = cause instanceof Error ? cause.message : '';
  const tls =
    /(?:self[- ]signed certificate|unable to (?:verify|get)[^.;]*certificate|certificate has expired|altname[^.;]*|wrong version number|EPROTO)/i;
  const found = tls.exec(message)?.[0];
  return found && `TLS failed (${found})`;
}
