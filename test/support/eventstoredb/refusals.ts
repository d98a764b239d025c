import { Metadata, status, type StatusObject } from '@grpc/grpc-js';

/** An error as it goes over the wire: status, text, and trailers the client makes its own errors of. */
export class Refusal extends Error implements StatusObject {
  readonly code: status;
  readonly details: string;
  readonly metadata = new Metadata();

  constructor(code: status, details: string, trailers: Readonly<Record<string, string>> = {}) {
    super(details);
    this.code = code;
    this.details = details;
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, value);
  }
}

/* As in Services/Transport/Grpc/RpcExceptions.cs. */

export const serverNotReady = (): Refusal => new Refusal(status.UNAVAILABLE, 'Server Is Not Ready');

export const timedOut = (): Refusal =>
  new Refusal(status.ABORTED, 'Operation timed out: Commit phase timeout.');

export const notLeader = (host: string, port: number): Refusal =>
  new Refusal(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

export const accessDenied = (): Refusal =>
  new Refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const unauthenticated = (): Refusal => new Refusal(status.UNAUTHENTICATED, 'Unauthenticated');

export const streamDeleted = (stream: string): Refusal =>
  new Refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

/** Only deletions are answered with it; an append has a reply of its own for this. */
export const wrongVersion = (operation: string, stream: string, expected: number, actual: number): Refusal =>
  new Refusal(
    status.FAILED_PRECONDITION,
    `${operation} failed due to WrongExpectedVersion. Stream: ${stream}, ` +
      `Expected version: ${String(expected)}, Actual version: ${String(actual)}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    },
  );

export const maxAppendSizeExceeded = (size: number): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${String(size)} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(size),
  });

export const metadataMissing = (property: string): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

export const invalidPosition = (): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, 'Trying to read from an invalid position.');

export const invalidArgument = (details: string): Refusal => new Refusal(status.INVALID_ARGUMENT, details);

export const unknownError = (details: string): Refusal => new Refusal(status.UNKNOWN, details);

/** What this server leaves out, and the adapter does not use. */
export const notModelled = (what: string): Refusal =>
  new Refusal(status.UNIMPLEMENTED, `The test server does not know ${what}`);
