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

/** How a stream's events add up to the state its rules decide on. */
export interface Decider<S, C extends EventCatalogue> {
  /** The part of the stream's name before the first `-`: EventStoreDB's category. */
  readonly category: string;
  readonly catalogue: C;
  readonly initial: S;
  /** Records and never judges. */
  readonly evolve: (state: S, event: EventOf<C>) => S;
  /**
   * Version of the shape of `S`. Raise it when the state or `evolve` changes: states
   * carried by older events are then passed over and the stream is folded anew.
   */
  readonly stateVersion: number;
}

/** Makes a forgotten case of a union a compile error. */
export function unreachable(x: never): never {
  throw new TypeError(`Unexpected ${JSON.stringify(x)}`);
}
