import type { EvidenceStore } from './evidence-store.js';
import { MerkleTree } from './merkle-tree.js';
import type { TilePlace } from './tiles.js';

/** A tile that should be there is not: what is kept of the tree is damaged. */
export class TileMissing extends Error {
  readonly code = 'TILE_MISSING';
  constructor({ level, index }: TilePlace) {
    super(`Tile ${String(index)} of level ${String(level)} is missing from the tree that is kept`);
    this.name = 'TileMissing';
  }
}

/** Reads tiles that have to be there. */
export function keptTiles(evidence: EvidenceStore): (place: TilePlace) => Promise<Buffer> {
  return async (place) => {
    const hashes = await evidence.tile(place);
    if (!hashes) throw new TileMissing(place);
    return hashes;
  };
}

/** The tree that is kept. */
export function keptTree(evidence: EvidenceStore): MerkleTree {
  return new MerkleTree(keptTiles(evidence));
}
