import { EMPTY_ROOT, nodeHash, splitOf } from './merkle-hash.js';
import { consistencySpans, inclusionSpans, type Span } from './proofs.js';
import { hashAt, hexAt, rootWithin, TILE_HASHES, TILE_LEVELS, type TilePlace } from './tiles.js';

/** A Merkle tree that is kept in tiles, of which each answer reads a few. */
export class MerkleTree {
  /** @param read gives a tile that is kept */
  constructor(private readonly read: (place: TilePlace) => Promise<Buffer>) {}

  /** The hash of the tree of the first `size` leaves. */
  root(size: number): Promise<Buffer> {
    return size === 0 ? Promise.resolve(EMPTY_ROOT) : this.hashOf([0, size]);
  }

  async leaf(index: number): Promise<Buffer> {
    const hashes = await this.read({ level: 0, index: Math.floor(index / TILE_HASHES) });
    return hashAt(hashes, index % TILE_HASHES);
  }

  /** Leaves that stand side by side, in hex. */
  async leaves([start, end]: Span): Promise<readonly string[]> {
    const leaves: string[] = [];
    for (let at = start; at < end;) {
      const index = Math.floor(at / TILE_HASHES);
      const within = Math.min(end, (index + 1) * TILE_HASHES) - at;
      leaves.push(...hexAt(await this.read({ level: 0, index }), at % TILE_HASHES, within));
      at += within;
    }
    return leaves;
  }

  /** That leaf `index` is in the tree of the first `size`: RFC 9162 §2.1.3.1. */
  inclusionProof(index: number, size: number): Promise<readonly Buffer[]> {
    return this.hashesOf(inclusionSpans(index, size));
  }

  /** That the tree of `size` goes on from that of `from`: RFC 9162 §2.1.4.1. */
  consistencyProof(from: number, size: number): Promise<readonly Buffer[]> {
    return this.hashesOf(consistencySpans(from, size));
  }

  private async hashesOf(spans: readonly Span[]): Promise<readonly Buffer[]> {
    const hashes: Buffer[] = [];
    for (const span of spans) hashes.push(await this.hashOf(span));
    return hashes;
  }

  private async hashOf([start, end]: Span): Promise<Buffer> {
    const count = end - start;
    const height = Math.log2(count);
    if (Number.isInteger(height)) return this.perfect(height, start / count);
    const middle = start + splitOf(count);
    return nodeHash(await this.hashOf([start, middle]), await this.hashOf([middle, end]));
  }

  /** The root of the perfect subtree of a height that is the `index`th of them from the left. */
  private async perfect(height: number, index: number): Promise<Buffer> {
    const level = Math.floor(height / TILE_LEVELS);
    const count = 2 ** (height % TILE_LEVELS);
    const first = index * count;
    const hashes = await this.read({ level, index: Math.floor(first / TILE_HASHES) });
    return rootWithin(hashes, first % TILE_HASHES, count);
  }
}
