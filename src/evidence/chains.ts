import type { KeptEvent } from '../event-store/event-hash.js';
import { NO_STREAM, nameOf } from '../event-store/event-store.js';
import { HASH_BYTES } from './merkle-hash.js';

/** Streams there is room for at first. */
const ROOM = 1_024;

/** The newest event of a stream. */
export interface StreamEnd {
  readonly stream: string;
  readonly revision: number;
  /** In hex. */
  readonly hash: string;
}

/**
 * Follows the chain of every stream through the log. It remembers the end of each stream, in about 180 bytes:
 * the hashes side by side, since a million strings that others take the place of are a million to be collected.
 */
export class Chains {
  /** By stream, the place of its end among revisions and hashes. */
  private readonly places = new Map<string, number>();
  private readonly revisions: number[] = [];
  private hashes = Buffer.alloc(ROOM * HASH_BYTES);
  /** From the first event with a hash on, every event has one. */
  private hasBegun = false;

  /**
   * Takes the next event of the log.
   * @param hash its own, in hex
   * @param previousHash what it says of the event before it
   * @returns what is wrong with its place in its stream, in one line
   */
  take(event: KeptEvent, hash: string, previousHash = previousHashOf(event)): string | undefined {
    const { stream, revision } = event;
    const place = this.places.get(stream);
    const fault = this.faultOf(event, place, previousHash);
    this.keep(place ?? this.newPlace(stream), revision, hash);
    return fault;
  }

  /** The newest event of each stream, as the whole log has it. */
  *ends(): Generator<StreamEnd, undefined> {
    for (const [stream, place] of this.places)
      yield { stream, revision: this.revisions[place] as number, hash: this.hashAt(place) };
    return undefined;
  }

  private keep(place: number, revision: number, hash: string): void {
    this.revisions[place] = revision;
    this.hashes.write(hash, place * HASH_BYTES, 'hex');
  }

  private newPlace(stream: string): number {
    const place = this.places.size;
    this.places.set(stream, place);
    if ((place + 1) * HASH_BYTES > this.hashes.length)
      this.hashes = Buffer.concat([this.hashes], 2 * this.hashes.length);
    return place;
  }

  private hashAt(place: number): string {
    return this.hashes.toString('hex', place * HASH_BYTES, (place + 1) * HASH_BYTES);
  }

  private faultOf(event: KeptEvent, place: number | undefined, previousHash: unknown): string | undefined {
    const { stream, revision } = event;
    const end = place === undefined ? NO_STREAM : (this.revisions[place] as number);
    const next = end + 1;
    if (revision > next) {
      const last = revision - 1 > next ? ` to ${String(revision - 1)}` : '';
      return `${stream}@${String(next)}${last} is missing before ${nameOf(event)}`;
    }
    if (revision < next) return `${nameOf(event)} stands behind ${stream}@${String(next - 1)}`;
    if (previousHash === undefined) {
      return this.hasBegun ? `${nameOf(event)} carries no hash of the event before it` : undefined;
    }
    this.hasBegun = true;
    if (previousHash === (place === undefined ? null : this.hashAt(place))) return undefined;
    return place === undefined
      ? `${nameOf(event)} was not written as the first of its stream`
      : `${stream}@${String(end)} is not the event ${nameOf(event)} was written behind`;
  }
}

/** Whoever tampers may leave anything there. */
function previousHashOf({ metadata }: KeptEvent): unknown {
  const anything: unknown = metadata;
  return typeof anything === 'object' && anything !== null && 'previousHash' in anything
    ? anything.previousHash
    : undefined;
}
