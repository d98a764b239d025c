import { hashBytes } from './frontier.js';
import { HASH_BYTES, HEX_DIGITS } from './merkle-hash.js';
import { MerkleTree } from './merkle-tree.js';
import { provesInclusion } from './proofs.js';
import { TILE_HASHES, TreeDamaged, type TilePlace } from './tiles.js';
import type { TreeHead } from './tree-head.js';

/** What the leaves of the log were when they were taken into the tree: what is wrong can be named by them. */
export class KnownLeaves {
  private readonly tree: MerkleTree;
  /** The tile at hand, its hashes in hex: to compare texts is much quicker than to compare parts of buffers. */
  private current: { readonly index: number; readonly hashes: string } | undefined;

  /**
   * @param size how many leaves are kept
   * @param head signed, of these leaves or fewer: they are believed as far as it bears them out
   */
  constructor(
    private readonly read: (place: TilePlace) => Promise<Buffer>,
    readonly size: number,
    private readonly head: TreeHead | undefined,
  ) {
    this.tree = new MerkleTree(read);
  }

  /** Has the tile of a leaf at hand. @throws {TreeDamaged} */
  open(index: number): Promise<void> | undefined {
    const tile = Math.floor(index / TILE_HASHES);
    return this.current?.index === tile ? undefined : this.turnTo(tile);
  }

  /** Whether a leaf of the tile at hand is this one. @param leaf its hash, in hex */
  is(index: number, leaf: string): boolean {
    return this.current?.hashes.startsWith(leaf, (index % TILE_HASHES) * HEX_DIGITS) === true;
  }

  private async turnTo(tile: number): Promise<void> {
    const hashes = await this.read({ level: 0, index: tile });
    const leaves = Math.min(TILE_HASHES, this.size - tile * TILE_HASHES);
    if (hashes.length < leaves * HASH_BYTES)
      throw new TreeDamaged(`tile ${String(tile)} of level 0 is cut short`);
    this.current = { index: tile, hashes: hashes.toString('hex') };
  }

  /** Whether the signed head speaks for the leaf at a place. */
  isSigned(index: number): boolean {
    return index < (this.head?.treeSize ?? 0);
  }

  /** Whether the leaf at a place, of whatever tile, is this one. */
  async holds(index: number, leaf: string): Promise<boolean> {
    return index < this.size && leaf === (await this.tree.leaf(index)).toString('hex');
  }

  /** Whether there is a leaf at a place. */
  async has(index: number): Promise<boolean> {
    try {
      return (await this.tree.leaf(index)).length === HASH_BYTES;
    } catch (fault) {
      if (fault instanceof TreeDamaged) return false;
      throw fault;
    }
  }

  /** The next place from `from` on where a leaf is this one. */
  async find(wanted: string, from: number): Promise<number | undefined> {
    for (let index = from; index < this.size; index++) {
      if (index === from || index % TILE_HASHES === 0) await this.open(index);
      if (this.is(index, wanted)) return index;
    }
    return undefined;
  }

  /** Whether the signed head bears a leaf out, or does not go so far. */
  async isBelieved(index: number): Promise<boolean> {
    if (!this.head || !this.isSigned(index)) return true;
    const { treeSize: size, rootHash } = this.head;
    const [leaf, proof] = [await this.tree.leaf(index), await this.tree.inclusionProof(index, size)];
    return provesInclusion({ leaf, index, size, proof, root: hashBytes(rootHash) });
  }
}
