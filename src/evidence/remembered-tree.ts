import type { EvidenceStore } from './evidence-store.js';
import { keptTiles } from './kept-tree.js';
import { MerkleTree } from './merkle-tree.js';
import type { TilePlace } from './tiles.js';

/** More than the proof of one leaf takes: two of each level, of a tree of any size there will be. */
const REMEMBERED = 16;

/**
 * The tree that is kept, for one size of it and answers about leaves near each other: they are made of the same tiles,
 * 8 KiB each, and the last ones are remembered. A tile that grew since is as good for a tree of the size it had.
 */
export function rememberedTree(evidence: EvidenceStore): MerkleTree {
  return new MerkleTree(remembering(keptTiles(evidence)));
}

function remembering(read: (place: TilePlace) => Promise<Buffer>): (place: TilePlace) => Promise<Buffer> {
  const tiles = new Map<string, Buffer>();
  return async (place) => {
    const name = `${String(place.level)}/${String(place.index)}`;
    const hashes = tiles.get(name) ?? (await read(place));
    // What was asked for last stands last, and goes last.
    tiles.delete(name);
    tiles.set(name, hashes);
    for (const oldest of tiles.keys()) {
      if (tiles.size <= REMEMBERED) break;
      tiles.delete(oldest);
    }
    return hashes;
  };
}
