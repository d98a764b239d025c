import { HASH_BYTES, HEX_DIGITS, nodeHash } from './merkle-hash.js';

/** Levels of the tree a tile spans; it holds as many hashes as a subtree of that height has leaves. */
export const TILE_LEVELS = 8;
export const TILE_HASHES = 2 ** TILE_LEVELS;

/** A tile's place: level 0 holds leaves, each level above the roots of the full tiles below it. */
export interface TilePlace {
  readonly level: number;
  /** From the left, from 0. */
  readonly index: number;
}

/** Up to 256 hashes that stand side by side in the tree; the last of its level may still grow. */
export interface Tile extends TilePlace {
  readonly hashes: Buffer;
}

/** The tree that is kept, as it is spoken of. */
export const TREE = 'the tree kept beside it (evidence.db, or PostgreSQL)';

/** What is kept of the tree is not whole: somebody changed that, and the log may be right. */
export class TreeDamaged extends Error {
  readonly code = 'TREE_DAMAGED';
  constructor(what: string) {
    super(`the tree kept beside the log (evidence.db, or PostgreSQL) is damaged: ${what}`);
    this.name = 'TreeDamaged';
  }
}

/** The hash at a place in a tile. @throws {TreeDamaged} */
export function hashAt(hashes: Buffer, place: number): Buffer {
  const start = place * HASH_BYTES;
  if (start + HASH_BYTES > hashes.length) throw noHash(place);
  return hashes.subarray(start, start + HASH_BYTES);
}

function noHash(place: number): TreeDamaged {
  return new TreeDamaged(`a tile has no hash ${String(place)}`);
}

/** The hashes of a tile from a place on, in hex. @throws {TreeDamaged} */
export function hexAt(hashes: Buffer, place: number, count: number): readonly string[] {
  const there = Math.floor(hashes.length / HASH_BYTES);
  if (there < place + count) throw noHash(Math.max(there, place));
  // One conversion of them all takes less than one of each.
  const text = hashes.toString('hex', place * HASH_BYTES, (place + count) * HASH_BYTES);
  return Array.from({ length: count }, (_, at) => text.slice(at * HEX_DIGITS, (at + 1) * HEX_DIGITS));
}

/** The root of the perfect subtree over `count` hashes of a tile, a power of two, from `place` on. */
export function rootWithin(hashes: Buffer, place: number, count: number): Buffer {
  let row = Array.from({ length: count }, (_, offset) => hashAt(hashes, place + offset));
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, index) =>
      nodeHash(row[2 * index] as Buffer, row[2 * index + 1] as Buffer),
    );
  }
  return row[0] as Buffer;
}
