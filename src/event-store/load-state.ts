import { isDeepStrictEqual } from 'node:util';
import { decode, UnreadableEvent, type EventCatalogue, type EventOf, type Recorded } from './codec.js';
import type { Decider } from './decider.js';
import type { KeptEvent } from './event-hash.js';
import { macIn } from './event-mac.js';
import type { EventMetadata } from './event-metadata.js';
import { NO_STREAM, type EventStore, type RecordedEvent } from './event-store.js';

/** No append has more events; only its last one carries the state. */
export const LONGEST_APPEND = 8;

/** Events read at once while folding a stream whose newest event carries no usable state. */
const FOLD_PAGE = 500;

/** What a stream adds up to. */
export interface Loaded<S> {
  readonly state: S;
  /** The last revision it is made of; {@link NO_STREAM} for none. */
  readonly revision: number;
  /** The event at `revision`, which could be decoded; `undefined` for none. */
  readonly newest: RecordedEvent | undefined;
}

/**
 * What a stream adds up to, up to a revision or its end. The event there carries it, or one a few before
 * it: see ADR 0002. That of an event without a MAC is believed only as far as the events bear it out.
 * @throws {UnreadableEvent}
 */
export async function loadState<S, C extends EventCatalogue>(
  store: EventStore,
  decider: Decider<S, C>,
  stream: string,
  upTo?: number,
): Promise<Loaded<S>> {
  const nothing = { state: decider.initial, revision: NO_STREAM, newest: undefined };
  if (upTo === NO_STREAM) return nothing;
  const [event] = await store.readStream(stream, {
    direction: 'backwards',
    limit: 1,
    ...(upTo !== undefined && { from: upTo }),
  });
  if (!event) return nothing;
  const decoded = decode(decider.catalogue, event);
  const { revision } = decoded;
  const carried = carriedState(decider, decoded);
  if (carried === undefined)
    return { state: await fold(store, decider, stream, revision), revision, newest: event };
  // Without a MAC, of before there were any, it may have been changed.
  if (macIn(event) === undefined && decider.testimony(carried, decoded, revision) === 'leavesOpen') {
    const base = await carriedBefore(store, decider, stream, revision);
    // Where nothing is carried (before the first event of this version) the whole stream would have to be read.
    const isKnown = base.revision !== NO_STREAM || revision < LONGEST_APPEND;
    if (isKnown && !isDeepStrictEqual(carried, await foldFrom(base, store, decider, stream, revision)))
      throw new UnreadableEvent(event, 'its state is not what the events before it lead to');
  }
  return { state: carried, revision, newest: event };
}

async function fold<S, C extends EventCatalogue>(
  store: EventStore,
  decider: Decider<S, C>,
  stream: string,
  upTo: number,
): Promise<S> {
  return foldFrom(await carriedBefore(store, decider, stream, upTo), store, decider, stream, upTo);
}

async function foldFrom<S, C extends EventCatalogue>(
  base: Pick<Loaded<S>, 'state' | 'revision'>,
  store: EventStore,
  decider: Decider<S, C>,
  stream: string,
  upTo: number,
): Promise<S> {
  let { state } = base;
  for (let from = base.revision + 1; from <= upTo;) {
    const limit = Math.min(FOLD_PAGE, upTo + 1 - from);
    const page = await store.readStream(stream, { from, limit });
    for (const event of page) {
      if (event.revision !== from++) throw new UnreadableEvent(event, 'events before it are missing');
      state = decider.evolve(state, decode(decider.catalogue, event), event.revision);
    }
  }
  return state;
}

/** What the append before left, which may be all a fold has to begin with; otherwise the beginning. */
async function carriedBefore<S, C extends EventCatalogue>(
  store: EventStore,
  decider: Decider<S, C>,
  stream: string,
  revision: number,
): Promise<Pick<Loaded<S>, 'state' | 'revision'>> {
  const before = await store.readStream(stream, {
    direction: 'backwards',
    from: revision - 1,
    limit: LONGEST_APPEND,
  });
  for (const event of before) {
    const state = carriedState(decider, decode(decider.catalogue, event));
    if (state !== undefined) return { state, revision: event.revision };
  }
  return { state: decider.initial, revision: NO_STREAM };
}

/**
 * The state an event carries, if it is of the version kept today.
 * @throws {UnreadableEvent} when it is none, or not one this event could have left
 */
function carriedState<S, C extends EventCatalogue>(
  { stateVersion, stateSchema, testimony }: Decider<S, C>,
  event: Recorded<EventOf<C>>,
): S | undefined {
  const { state } = event.metadata;
  if (state?.version !== stateVersion) return undefined;
  const parsed = stateSchema.safeParse(state.value);
  if (!parsed.success) throw new UnreadableEvent(event, 'unexpected state');
  if (testimony(parsed.data, event, event.revision) === 'contradicts')
    throw new UnreadableEvent(event, 'its state is not what it says itself');
  return parsed.data;
}

/** Circumstances of an event that could be decoded. */
export function decodedMetadata({ metadata }: KeptEvent): EventMetadata {
  return metadata as unknown as EventMetadata;
}
