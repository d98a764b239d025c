import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import { Clock } from '../clock.js';
import { decode, UnreadableEvent, type EventCatalogue, type EventOf } from './codec.js';
import type { Decider, Decision } from './decider.js';
import type { Origin } from './event-metadata.js';
import { LogGuard } from './log-guard.js';
import { EventStore, NO_STREAM, RevisionConflict, type JsonObject, type NewEvent } from './event-store.js';
import { Turns } from './turns.js';

/** How often a rule decides anew because another replica wrote first. */
const ATTEMPTS = 10;

/** Events read at once while folding a stream whose newest event carries no usable state. */
const FOLD_PAGE = 500;

export interface Loaded<S> {
  readonly state: S;
  readonly revision: number;
}

/** Others kept writing to the stream; nothing was changed, and asking again is safe. */
export class Contended extends Error {
  readonly code = 'CONTENDED';
  constructor(cause: unknown) {
    super('Others kept writing to the same account', { cause });
    this.name = 'Contended';
  }
}

/**
 * The one way a rule becomes fact: load the stream, decide, append at the revision
 * that was read. On a conflict the facts are read again and the rule decides again;
 * an old decision is never appended.
 */
@Injectable()
export class Decisions {
  private readonly turns = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly guard: LogGuard,
  ) {}

  /**
   * Decides on the stream of `id`.
   * @param rule gathers what it needs and decides, with the state and the time it is decided at;
   *   runs again after a conflict
   * @throws {Contended} when every attempt met a conflict
   */
  decide<S, C extends EventCatalogue, R>(
    decider: Decider<S, C>,
    id: string,
    origin: Origin,
    rule: (state: S, now: Date) => Decision<EventOf<C>, R> | Promise<Decision<EventOf<C>, R>>,
  ): Promise<Decision<EventOf<C>, R>> {
    // Requests of this process for one account take turns; conflicts are left to other replicas.
    return this.turns.take(streamOf(decider, id), async () => {
      let conflict: unknown;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const loaded = await this.load(decider, id);
        const now = this.clock.now();
        const decision = await rule(loaded.state, now);
        if (decision.events.length === 0) return decision;
        try {
          const events = toAppend(decider, loaded.state, decision.events, origin, now);
          await this.store.append(streamOf(decider, id), loaded.revision, events);
          return decision;
        } catch (fault) {
          if (!(fault instanceof RevisionConflict)) throw fault;
          conflict = fault;
        }
      }
      throw new Contended(conflict);
    });
  }

  /**
   * What the stream adds up to now. The newest event carries it, so this reads one
   * event, however long the stream is.
   * @param upTo the revision to stop at, to see what was
   * @throws {LogRestored} when the log is not the one it was
   */
  async load<S, C extends EventCatalogue>(
    decider: Decider<S, C>,
    id: string,
    upTo?: number,
  ): Promise<Loaded<S>> {
    await this.guard.check();
    if (upTo === NO_STREAM) return { state: decider.initial, revision: NO_STREAM };
    const [newest] = await this.store.readStream(streamOf(decider, id), {
      direction: 'backwards',
      limit: 1,
      ...(upTo !== undefined && { from: upTo }),
    });
    if (!newest) return { state: decider.initial, revision: NO_STREAM };
    const { metadata, revision } = decode(decider.catalogue, newest);
    if (metadata.state?.version === decider.stateVersion)
      return { state: metadata.state.value as S, revision };
    return { state: await this.fold(decider, id, revision), revision };
  }

  private async fold<S, C extends EventCatalogue>(
    decider: Decider<S, C>,
    id: string,
    upTo: number,
  ): Promise<S> {
    let state = decider.initial;
    for (let from = 0; from <= upTo;) {
      const limit = Math.min(FOLD_PAGE, upTo + 1 - from);
      const page = await this.store.readStream(streamOf(decider, id), { from, limit });
      for (const event of page) {
        if (event.revision !== from++) throw new UnreadableEvent(event, 'events before it are missing');
        state = decider.evolve(state, decode(decider.catalogue, event));
      }
    }
    return state;
  }
}

/** The name of the stream a decider keeps for one id, as EventStoreDB's `$ce-` projection expects it. */
export function streamOf({ category }: { readonly category: string }, id: string): string {
  return `${category}-${id}`;
}

/** Events as they are appended: the last one carries the state they lead to. */
export function toAppend<S, C extends EventCatalogue>(
  { catalogue, evolve, stateVersion }: Decider<S, C>,
  state: S,
  events: readonly EventOf<C>[],
  { actor, operation, correlationId, causationId }: Origin,
  now: Date,
): readonly NewEvent[] {
  const value = events.reduce(evolve, state);
  return events.map((event, index) => ({
    id: randomUUIDv7(),
    type: event.type,
    data: event.data as JsonObject,
    metadata: {
      schemaVersion: catalogue[event.type]?.version ?? 1,
      at: now.toISOString(),
      actor,
      operation,
      $correlationId: correlationId,
      $causationId: causationId,
      ...(index === events.length - 1 && { state: { version: stateVersion, value: value as JsonObject } }),
    },
  }));
}
