import type { Tile, TilePlace } from './tiles.js';
import type { SignedTreeHead } from './tree-head.js';

/** How far the log is in the tree. */
export interface TreeProgress {
  /** Leaves of the tree: events from the first one on. */
  readonly size: number;
  /** The last of them, and its position in the log. */
  readonly last: { readonly position: number; readonly stream: string; readonly revision: number };
}

/** A tile; and if its first leaf is new, the position in the log of the event that is of. */
interface KeptTile extends Tile {
  /** `null` leaves what is kept. */
  readonly firstPosition: number | null;
}

export interface Growth {
  /** The size it was read from. */
  readonly from: number;
  readonly to: TreeProgress;
  readonly tiles: readonly KeptTile[];
}

/**
 * Keeps the Merkle tree over the log, in tiles, and its signed heads. The tree can be made anew from
 * the log, as long as nobody changed that; that is what the heads tell. Every write is durable when answered.
 */
export abstract class EvidenceStore {
  /** `undefined` for a tree without leaves. */
  abstract progress(): Promise<TreeProgress | undefined>;

  /**
   * Tiles and progress together, or nothing. A tile takes the place of the one that was there.
   * @returns false when the tree is not at `from` any more: somebody else was faster
   */
  abstract grow(growth: Growth): Promise<boolean>;

  /** The hashes of a tile; `undefined` when there is none. */
  abstract tile(place: TilePlace): Promise<Buffer | undefined>;

  /** The tile of level 0 an event at a position in the log has its leaf in, if it has one; and where it begins. */
  abstract tileAt(
    position: number,
  ): Promise<{ readonly index: number; readonly firstPosition: number } | undefined>;

  /** Keeps a head, unless there is one of its size. */
  abstract keepHead(head: SignedTreeHead): Promise<void>;

  /** Heads of trees larger than `after`, the smallest first. */
  abstract heads(after: number, limit: number): Promise<readonly SignedTreeHead[]>;

  /** The head of the largest tree. */
  abstract latestHead(): Promise<SignedTreeHead | undefined>;

  /** The size of the largest head that is known to have been delivered elsewhere; 0 for none. */
  abstract deliveredUpTo(): Promise<number>;

  /** Heads up to this size were delivered. */
  abstract delivered(treeSize: number): Promise<void>;

  /** Forgets tree, heads, and which were delivered: the log is to be looked at as if for the first time. */
  abstract forget(): Promise<void>;
}
