import { HASH_BYTES } from './merkle-hash.js';
import { rootWithin, TILE_HASHES, type Tile, type TilePlace } from './tiles.js';

/** The last tile of a level, with room for all it may hold. */
interface Growing {
  readonly level: number;
  readonly hashes: Buffer;
  /** Hashes of the level, in this tile and those before it. */
  size: number;
}

/** The right edge of the tiles, to which leaves are appended; what is full is handed out and forgotten. */
export class GrowingTiles {
  private readonly levels: Growing[] = [];
  private readonly full: Tile[] = [];
  private readonly touched = new Set<Growing>();

  private constructor(private leaves: number) {}

  /** @param read gives a tile that is kept */
  static async at(size: number, read: (place: TilePlace) => Promise<Buffer>): Promise<GrowingTiles> {
    const tiles = new GrowingTiles(size);
    for (let [level, left] = [0, size]; left > 0; level++) {
      const growing = tiles.level(level, left);
      const isPartial = left % TILE_HASHES !== 0;
      if (isPartial) growing.hashes.set(await read({ level, index: Math.floor(left / TILE_HASHES) }));
      left = Math.floor(left / TILE_HASHES);
    }
    return tiles;
  }

  get size(): number {
    return this.leaves;
  }

  append(leaf: Buffer): void {
    this.add(0, leaf);
    this.leaves++;
  }

  /** The tiles that changed since this was asked last. */
  changed(): readonly Tile[] {
    const partial = [...this.touched]
      .filter(({ size }) => size % TILE_HASHES !== 0)
      .map(({ level, hashes, size }): Tile => {
        const [index, count] = [Math.floor(size / TILE_HASHES), size % TILE_HASHES];
        return { level, index, hashes: Buffer.from(hashes.subarray(0, count * HASH_BYTES)) };
      });
    this.touched.clear();
    return [...this.full.splice(0), ...partial];
  }

  private add(level: number, hash: Buffer): void {
    const growing = this.level(level, 0);
    hash.copy(growing.hashes, (growing.size % TILE_HASHES) * HASH_BYTES);
    growing.size++;
    this.touched.add(growing);
    if (growing.size % TILE_HASHES !== 0) return;
    const hashes = Buffer.from(growing.hashes);
    this.full.push({ level, index: growing.size / TILE_HASHES - 1, hashes });
    this.add(level + 1, rootWithin(hashes, 0, TILE_HASHES));
  }

  private level(level: number, size: number): Growing {
    return (this.levels[level] ??= { level, hashes: Buffer.alloc(TILE_HASHES * HASH_BYTES), size });
  }
}
