import type { z } from 'zod';
import type { EventCatalogue, EventOf } from './codec.js';

/**
 * What a rule came to. A refusal is a value with a stable reason, and may leave
 * facts behind: a failed attempt is counted while it is refused.
 */
export type Decision<E, R> =
  | { readonly kind: 'accepted'; readonly events: readonly E[] }
  | { readonly kind: 'refused'; readonly reason: R; readonly events: readonly E[] };

export const accepted = <E>(...events: readonly E[]): Decision<E, never> => ({ kind: 'accepted', events });

export const refused = <R, E = never>(reason: R, ...events: readonly E[]): Decision<E, R> => ({
  kind: 'refused',
  reason,
  events,
});

/**
 * What an event says, by its own data, of the state it carries: that it can't be, that it is as it says, or
 * too little, so that the events before have to be asked.
 */
export type Testimony = 'contradicts' | 'confirms' | 'leavesOpen';

/** How a stream's events add up to the state its rules decide on. */
export interface Decider<S, C extends EventCatalogue> {
  /** The part of the stream's name before the first `-`: EventStoreDB's category. */
  readonly category: string;
  readonly catalogue: C;
  readonly initial: S;
  /** Records and never judges. @param revision the place of the event in its stream, from 0 */
  readonly evolve: (state: S, event: EventOf<C>, revision: number) => S;
  /**
   * Version of the shape of `S`. Raise it when the state or `evolve` changes: states
   * carried by older events are then passed over and the stream is folded anew.
   */
  readonly stateVersion: number;
  /** How a state of this version is recognised when it is read: nothing else passes for one. */
  readonly stateSchema: z.ZodType<S>;
  /** Asked at every reading, so it has to be quick. */
  readonly testimony: (state: S, event: EventOf<C>, revision: number) => Testimony;
}

/** What a stream adds up to with more events. @param before it ended with that revision */
export function addUp<S, C extends EventCatalogue>(
  { evolve }: Decider<S, C>,
  before: { readonly state: S; readonly revision: number },
  events: readonly EventOf<C>[],
): S {
  return events.reduce(
    (state, event, index) => evolve(state, event, before.revision + 1 + index),
    before.state,
  );
}

/** Makes a forgotten case of a union a compile error. */
export function unreachable(x: never): never {
  throw new TypeError(`Unexpected ${JSON.stringify(x)}`);
}
