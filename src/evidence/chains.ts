import type { KeptEvent } from '../event-store/event-hash.js';
import { NO_STREAM, nameOf } from '../event-store/event-store.js';

/** The newest event of a stream. */
export interface StreamEnd {
  readonly stream: string;
  readonly revision: number;
  /** In hex. */
  readonly hash: string;
}

/** Where a chain has come to. */
interface End {
  revision: number;
  hash: string;
}

/** Follows the chain of every stream through the log. It remembers the end of each stream, in about 230 bytes. */
export class Chains {
  private readonly ended = new Map<string, End>();
  /** From the first event with a hash on, every event has one. */
  private hasBegun = false;

  /**
   * Takes the next event of the log.
   * @param hash its own, in hex
   * @param written what it may say of the event before it, to be found without parsing it
   * @returns what is wrong with its place in its stream, in one line
   */
  take(event: KeptEvent, hash: string, written?: string | null): string | undefined {
    const end = this.ended.get(event.stream);
    const fault = this.faultOf(event, end, written);
    if (end) {
      end.revision = event.revision;
      end.hash = hash;
    } else this.ended.set(event.stream, { revision: event.revision, hash });
    return fault;
  }

  /** The newest event of each stream, as the whole log has it. */
  *ends(): Generator<StreamEnd, undefined> {
    for (const [stream, end] of this.ended) yield { stream, ...end };
    return undefined;
  }

  private faultOf(
    event: KeptEvent,
    end: End | undefined,
    written: string | null | undefined,
  ): string | undefined {
    const { stream, revision } = event;
    const next = (end?.revision ?? NO_STREAM) + 1;
    if (revision > next) {
      const last = revision - 1 > next ? ` to ${String(revision - 1)}` : '';
      return `${stream}@${String(next)}${last} is missing before ${nameOf(event)}`;
    }
    if (revision < next) return `${nameOf(event)} stands behind ${stream}@${String(next - 1)}`;
    const expected = end?.hash ?? null;
    const previousHash = written === expected ? written : previousHashOf(event);
    if (previousHash === undefined) {
      return this.hasBegun ? `${nameOf(event)} carries no hash of the event before it` : undefined;
    }
    this.hasBegun = true;
    if (previousHash === expected) return undefined;
    return end === undefined
      ? `${nameOf(event)} was not written as the first of its stream`
      : `${stream}@${String(end.revision)} is not the event ${nameOf(event)} was written behind`;
  }
}

/** Whoever tampers may leave anything there. */
function previousHashOf({ metadata }: KeptEvent): unknown {
  const anything: unknown = metadata;
  return typeof anything === 'object' && anything !== null && 'previousHash' in anything
    ? anything.previousHash
    : undefined;
}
