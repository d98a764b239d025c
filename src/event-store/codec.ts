import type { z } from 'zod';
import { eventMetadataSchema, type EventMetadata } from './event-metadata.js';
import type { RecordedEvent } from './event-store.js';

export interface EventSchema<D extends z.ZodType = z.ZodType> {
  /** Version of the shape that is written today, from 1. */
  readonly version: number;
  readonly data: D;
  /** `upcasts[n]` turns version n into version n + 1. */
  readonly upcasts: Readonly<Record<number, (data: unknown) => unknown>>;
}

/** The events a stream may hold, by their names in storage. */
export type EventCatalogue = Readonly<Record<string, EventSchema>>;

/** The union of a catalogue's events. */
export type EventOf<C extends EventCatalogue> = {
  [T in keyof C & string]: { readonly type: T; readonly data: Readonly<z.infer<C[T]['data']>> };
}[keyof C & string];

/** An event as read: its meaning, its place, and its circumstances. */
export type Recorded<E> = E & {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly metadata: EventMetadata;
};

/** Declares an event: its current version, the shape of its data, and how older shapes become it. */
export function event<D extends z.ZodType>(
  version: number,
  data: D,
  upcasts: EventSchema['upcasts'] = {},
): EventSchema<D> {
  return { version, data, upcasts };
}

/** The event cannot be understood. Whoever depends on it stops rather than guesses. */
export class UnreadableEvent extends Error {
  readonly code = 'UNREADABLE_EVENT';
  constructor(
    { type, stream, revision }: Pick<RecordedEvent, 'type' | 'stream' | 'revision'>,
    why: string,
    cause?: unknown,
  ) {
    super(`${type} at ${stream}@${String(revision)}: ${why}`, { cause });
    this.name = 'UnreadableEvent';
  }
}

/** Somebody else put the event into the log: nothing is decided on it, nor told of it as if it had happened. */
export class ForeignEvent extends UnreadableEvent {
  constructor(event: Pick<RecordedEvent, 'type' | 'stream' | 'revision'>) {
    super(event, 'this service did not write it');
    this.name = 'ForeignEvent';
  }
}

/**
 * Reads a recorded event by its catalogue, lifting older versions to today's shape.
 * @throws {UnreadableEvent} for an unknown type, a newer version, or a shape that does not fit
 */
export function decode<C extends EventCatalogue>(
  catalogue: C,
  recorded: RecordedEvent,
): Recorded<EventOf<C>> {
  const schema = Object.hasOwn(catalogue, recorded.type) ? catalogue[recorded.type] : undefined;
  if (!schema) throw new UnreadableEvent(recorded, 'a type this stream does not have');
  const metadata = metadataOf(recorded);
  const data = parse(schema.data, upcast(schema, metadata.schemaVersion, recorded), recorded, 'data');
  return { ...recorded, data, metadata } as unknown as Recorded<EventOf<C>>;
}

/**
 * The circumstances of a recorded event, also of one whose type or data nobody understands.
 * @throws {UnreadableEvent}
 */
export function metadataOf(recorded: RecordedEvent): EventMetadata {
  const metadata = parse(eventMetadataSchema, recorded.metadata, recorded, 'metadata');
  if (recorded.isForeign) throw new ForeignEvent(recorded);
  return metadata;
}

function upcast({ version, upcasts }: EventSchema, from: number, recorded: RecordedEvent): unknown {
  if (from > version)
    throw new UnreadableEvent(recorded, `version ${String(from)} is newer than this service`);
  let data: unknown = recorded.data;
  for (let v = from; v < version; v++) {
    const step = upcasts[v];
    if (!step) throw new UnreadableEvent(recorded, `version ${String(v)} has no way to ${String(v + 1)}`);
    try {
      data = step(data);
    } catch (fault) {
      throw new UnreadableEvent(recorded, `unexpected data of version ${String(v)}`, fault);
    }
  }
  return data;
}

function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  recorded: RecordedEvent,
  what: string,
): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Paths only: the values may be sealed, but they are nobody's business in a log either.
  const where = parsed.error.issues.map(({ path }) => path.join('.') || 'all of it').join(', ');
  throw new UnreadableEvent(recorded, `unexpected ${what} (${where})`);
}
