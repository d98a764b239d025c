import type { EvidenceStore } from './evidence-store.js';
import { MerkleTree } from './merkle-tree.js';
import { TreeDamaged, type TilePlace } from './tiles.js';

/** Reads tiles that have to be there: others are {@link TreeDamaged}. */
export function keptTiles(evidence: EvidenceStore): (place: TilePlace) => Promise<Buffer> {
  return async (place) => {
    const hashes = await evidence.tile(place);
    if (!hashes)
      throw new TreeDamaged(`tile ${String(place.index)} of level ${String(place.level)} is missing`);
    return hashes;
  };
}

/** The tree that is kept. */
export function keptTree(evidence: EvidenceStore): MerkleTree {
  return new MerkleTree(keptTiles(evidence));
}
