import { GrowingTiles } from '../../src/evidence/growing-tiles.js';
import { MerkleTree } from '../../src/evidence/merkle-tree.js';
import type { TilePlace } from '../../src/evidence/tiles.js';

/** Tiles in memory, as a store would keep them. */
export class TileShelf {
  private readonly tiles = new Map<string, Buffer>();
  readonly tree = new MerkleTree((place) => this.read(place));

  /** Appends leaves to the tree of `size`, all at once, as somebody who only has the tiles. */
  async grow(size: number, leaves: readonly Buffer[]): Promise<void> {
    const growing = await GrowingTiles.at(size, (place) => this.read(place));
    for (const leaf of leaves) growing.append(leaf);
    for (const { level, index, hashes } of growing.changed()) this.tiles.set(`${level}/${index}`, hashes);
  }

  async read({ level, index }: TilePlace): Promise<Buffer> {
    const hashes = this.tiles.get(`${level}/${index}`);
    if (!hashes) throw new Error(`There is no tile ${index} of level ${level}`);
    return hashes;
  }
}
