import type { EventCatalogue, EventOf } from '../../src/event-store/codec.js';
import { accepted, refused, type Decider, type Decision } from '../../src/event-store/decider.js';

/**
 * Specifies a rule: what was, what is asked, what comes of it.
 *
 *     given(twoFactor, [started()])
 *       .when((state) => confirmEnrollment(state, facts))
 *       .then([confirmed()]);
 *
 * The outcome is compared as a whole: events that are not named must not be there.
 */
export function given<S, C extends EventCatalogue>(decider: Decider<S, C>, past: readonly EventOf<C>[]) {
  const state = past.reduce(decider.evolve, decider.initial);
  return {
    when: <R>(rule: (state: S) => Decision<EventOf<C>, R>) => {
      const decision = rule(state);
      return {
        /** It is accepted, with these events. */
        then: (events: readonly EventOf<C>[]) => {
          expect(decision).toStrictEqual(accepted(...events));
        },
        /** It is refused, leaving these events. */
        thenRefused: (reason: R, events: readonly EventOf<C>[] = []) => {
          expect(decision).toStrictEqual(refused(reason, ...events));
        },
      };
    },
    /** What the events add up to. */
    thenState: (expected: S) => {
      expect(state).toStrictEqual(expected);
    },
  };
}
