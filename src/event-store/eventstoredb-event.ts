import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import type { JsonObject, RecordedEvent } from './event-store.js';

/** An event as the client gives it, of a stream or of `$all`. */
export type Resolved = ResolvedEvent | AllStreamResolvedEvent;
export type ClientEvent = NonNullable<Resolved['event']>;

/** An event as the port knows it. Others' events may not be JSON: look at the stream's name first. */
export function toRecorded(event: ClientEvent): RecordedEvent {
  return {
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event),
    id: event.id,
    type: event.type,
    data: event.data as JsonObject,
    metadata: (event.metadata ?? {}) as JsonObject,
  };
}

/**
 * Place of an event in `$all`.
 * @throws {RangeError} when the server does not tell it, which 22.10 and later do
 */
export function positionOf({ position, streamId, revision }: ClientEvent): number {
  const commit = Number(position?.commit);
  // "No position" goes over the wire as 2^64 - 1.
  if (Number.isSafeInteger(commit)) return commit;
  throw new RangeError(`The server does not tell the position of ${streamId}@${String(revision)}`);
}

/** Whether a stream's name begins with one of these. */
export function beginsWith(beginnings: readonly string[]): (stream: string) => boolean {
  return (stream) => beginnings.some((beginning) => stream.startsWith(beginning));
}
