import { decode, UnreadableEvent, type EventCatalogue } from './codec.js';
import type { Decider } from './decider.js';
import type { KeptEvent } from './event-hash.js';
import type { EventMetadata } from './event-metadata.js';
import { NO_STREAM, type EventStore } from './event-store.js';

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
  readonly newest: KeptEvent | undefined;
}

/**
 * What a stream adds up to, up to a revision or its end. The event there carries it, or one a few before
 * it: see ADR 0002.
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
  const { metadata, revision } = decode(decider.catalogue, event);
  const state = carriedState(decider, metadata) ?? (await fold(store, decider, stream, revision));
  return { state, revision, newest: event };
}

async function fold<S, C extends EventCatalogue>(
  store: EventStore,
  decider: Decider<S, C>,
  stream: string,
  upTo: number,
): Promise<S> {
  const base = await carriedBefore(store, decider, stream, upTo);
  let { state } = base;
  for (let from = base.revision + 1; from <= upTo;) {
    const limit = Math.min(FOLD_PAGE, upTo + 1 - from);
    const page = await store.readStream(stream, { from, limit });
    for (const event of page) {
      if (event.revision !== from++) throw new UnreadableEvent(event, 'events before it are missing');
      state = decider.evolve(state, decode(decider.catalogue, event));
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
    const state = carriedState(decider, decode(decider.catalogue, event).metadata);
    if (state !== undefined) return { state, revision: event.revision };
  }
  return { state: decider.initial, revision: NO_STREAM };
}

/** The state an event carries, if it is of the version kept today. */
function carriedState<S, C extends EventCatalogue>(
  { stateVersion }: Decider<S, C>,
  { state }: EventMetadata,
): S | undefined {
  return state?.version === stateVersion ? (state.value as S) : undefined;
}

/** Circumstances of an event that could be decoded. */
export function decodedMetadata({ metadata }: KeptEvent): EventMetadata {
  return metadata as unknown as EventMetadata;
}
