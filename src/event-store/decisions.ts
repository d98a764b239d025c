import { randomUUIDv7 } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { EventCatalogue, EventOf } from './codec.js';
import { addUp, type Decider, type Decision } from './decider.js';
import type { Origin } from './event-metadata.js';
import { inCanonicalOrder } from './canonical-json.js';
import { eventHash, type KeptEvent } from './event-hash.js';
import type { EventMacs } from './event-mac.js';
import { RevisionConflict, type EventStore, type JsonObject, type NewEvent } from './event-store.js';
import { loadState, decodedMetadata, type Loaded } from './load-state.js';
import type { LogGuard } from './log-guard.js';
import type { LogKey } from './log-key.js';
import { streamOf } from './stream-name.js';
import { Turns } from './turns.js';

/** How often a rule decides anew because another replica wrote first. */
const ATTEMPTS = 10;

/** What a rule came to, and where the stream it was decided on ends since. */
export type Decided<E, R> = Decision<E, R> & { readonly revision: number };

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
export class Decisions {
  private readonly turns = new Turns();

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly guard: LogGuard,
    private readonly key: Pick<LogKey, 'macs'>,
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
  ): Promise<Decided<EventOf<C>, R>> {
    const stream = streamOf(decider, id);
    // Requests of this process for one account take turns; conflicts are left to other replicas.
    return this.turns.take(stream, async () => {
      let conflict: unknown;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const loaded = await this.load(decider, id);
        const now = this.clock.now();
        const decision = await rule(loaded.state, now);
        if (decision.events.length === 0) return { ...decision, revision: loaded.revision };
        try {
          const circumstances = { origin, now, macs: await this.key.macs() };
          const events = toAppend(decider, { ...loaded, stream }, decision.events, circumstances);
          const { revision } = await this.store.append(stream, loaded.revision, events);
          return { ...decision, revision };
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
   * @throws {UnreadableEvent}
   * @throws {LogRestored} when the log is not the one it was
   */
  async load<S, C extends EventCatalogue>(
    decider: Decider<S, C>,
    id: string,
    upTo?: number,
  ): Promise<Loaded<S>> {
    await this.guard.check();
    return loadState(this.store, decider, streamOf(decider, id), upTo);
  }

  /**
   * Whether a stream still ends where it did, so that loading it would bring nothing new.
   * @throws {LogRestored} when the log is not the one it was
   */
  async endsAt<S, C extends EventCatalogue>(
    decider: Decider<S, C>,
    id: string,
    revision: number,
  ): Promise<boolean> {
    await this.guard.check();
    return (await this.store.lastRevision(streamOf(decider, id))) === revision;
  }
}

/** Where the clock was last put back in a stream, with what is appended to it now. */
function clockSetBackAt(newest: KeptEvent | undefined, now: Date): number | undefined {
  if (!newest) return undefined;
  const { at, clockSetBackAt: before } = decodedMetadata(newest);
  return now < new Date(at) ? newest.revision + 1 : before;
}

/** The end of a stream, as events are decided on it and go on from it. */
export interface StreamEnd<S> extends Omit<Loaded<S>, 'newest'> {
  readonly stream: string;
  readonly newest: KeptEvent | undefined;
}

/** What events are appended with. */
export interface Circumstances {
  readonly origin: Origin;
  readonly now: Date;
  readonly macs: Pick<EventMacs, 'of'>;
}

/**
 * Events as they are appended: each carries the hash of the one before it in its stream and a MAC, the
 * last one also the state they lead to.
 */
export function toAppend<S, C extends EventCatalogue>(
  decider: Decider<S, C>,
  end: StreamEnd<S>,
  events: readonly EventOf<C>[],
  { origin: { actor, operation, correlationId, causationId }, now, macs }: Circumstances,
): readonly NewEvent[] {
  const { catalogue, stateVersion } = decider;
  const { stream, revision, newest } = end;
  const setBackAt = clockSetBackAt(newest, now);
  const value = addUp(decider, end, events) as JsonObject;
  let previous: KeptEvent | undefined = newest;
  return events.map((event, index) => {
    const [id, type, data] = [randomUUIDv7(), event.type, inCanonicalOrder(event.data as JsonObject)];
    const place = { stream, revision: revision + 1 + index };
    const unsigned = inCanonicalOrder({
      $causationId: causationId,
      $correlationId: correlationId,
      actor,
      at: now.toISOString(),
      ...(setBackAt !== undefined && { clockSetBackAt: setBackAt }),
      // Its place in the order; what it holds is not in the MAC.
      mac: '',
      operation,
      previousHash: previous ? eventHash(previous) : null,
      schemaVersion: catalogue[type]?.version ?? 1,
      ...(index === events.length - 1 && { state: { version: stateVersion, value } }),
    });
    const mac = macs.of({ id, type, data, metadata: unsigned, ...place });
    const next = { id, type, data, metadata: { ...unsigned, mac } };
    previous = { ...next, ...place };
    return next;
  });
}
