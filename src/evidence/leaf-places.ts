import { hashOrNothing } from '../event-store/event-hash.js';
import { LOG_START, type EventStore, type RecordedEvent } from '../event-store/event-store.js';
import type { EvidenceStore } from './evidence-store.js';
import { HASH_BYTES } from './merkle-hash.js';
import { TILE_HASHES, TreeDamaged } from './tiles.js';

/**
 * Finds the places events have in the log by their leaf hashes, which the tree has; the log is read only for those
 * that are not what they were. Made for events in the order of the log: those that share a tile read it once.
 */
export class LeafPlaces {
  private tile: { readonly first: number; readonly hashes: Buffer } | undefined;

  constructor(
    private readonly events: EventStore,
    private readonly evidence: EvidenceStore,
  ) {}

  /**
   * @returns the place in the log, from 0; `undefined` for an event that is not in the tree yet
   * @throws {TreeDamaged} when that has no tile for an event it has taken in
   */
  async of(event: RecordedEvent): Promise<number | undefined> {
    const leaf = hashOrNothing(event);
    if (!leaf) return indexAt(this.events, this.evidence, event.position);
    const place = this.inTile(leaf);
    if (place !== undefined) return place;
    await this.open(event.position);
    return this.inTile(leaf) ?? indexAt(this.events, this.evidence, event.position);
  }

  private inTile(leaf: string): number | undefined {
    const at = this.tile?.hashes.indexOf(leaf, 0, 'hex') ?? -1;
    return this.tile && at !== -1 ? this.tile.first + at / HASH_BYTES : undefined;
  }

  private async open(position: number): Promise<void> {
    const place = await this.evidence.tileAt(position);
    const hashes = place && (await this.evidence.tile({ level: 0, index: place.index }));
    this.tile = place && hashes && { first: place.index * TILE_HASHES, hashes };
  }
}

/** The place in the log, from 0, of the event at a position, counted from the first event of its tile. */
export async function indexAt(
  events: EventStore,
  evidence: EvidenceStore,
  position: number,
): Promise<number | undefined> {
  const tile = await evidence.tileAt(position);
  if (!tile) {
    const last = (await evidence.progress())?.last.position ?? LOG_START;
    if (position <= last) throw new TreeDamaged(`no tile has the event at position ${String(position)}`);
    return undefined;
  }
  const first = tile.index * TILE_HASHES;
  if (position === tile.firstPosition) return first;
  const page = await events.readAll({ after: tile.firstPosition, limit: TILE_HASHES - 1 });
  const behind = page.events.findIndex((event) => event.position === position);
  return behind === -1 ? undefined : first + 1 + behind;
}
