import { hash } from 'node:crypto';
import { EMPTY_ROOT, HASH_BYTES, NODE_PREFIX, nodeHash } from './merkle-hash.js';

const LEFT = 1;
const RIGHT = LEFT + HASH_BYTES;

/**
 * A Merkle tree that only grows, in as much memory as it has levels: the roots of the perfect
 * subtrees it is made of, of which there is one at the most for each power of two.
 */
export class Frontier {
  /** By level; those of levels that are no part of the size are left over from before. */
  private readonly subtrees: Buffer[] = [];
  /** Where the nodes of an append are hashed: a million events are a million nodes, and none is allocated. */
  private readonly node = Buffer.alloc(RIGHT + HASH_BYTES);
  private leaves = 0;

  constructor() {
    this.node[0] = NODE_PREFIX;
  }

  get size(): number {
    return this.leaves;
  }

  /** Appends a leaf. @param leaf its hash, in hex */
  append(leaf: string): void {
    const { node, subtrees } = this;
    node.write(leaf, RIGHT, 'hex');
    let level = 0;
    for (let left = this.leaves; left % 2 === 1; left = (left - 1) / 2) {
      (subtrees[level] as Buffer).copy(node, LEFT);
      node.write(hash('sha256', node, 'binary'), RIGHT, 'binary');
      level++;
    }
    node.copy((subtrees[level] ??= Buffer.alloc(HASH_BYTES)), 0, RIGHT);
    this.leaves++;
  }

  /** The Merkle tree hash of all leaves: RFC 9162 §2.1.1. */
  root(): Buffer {
    let root: Buffer | undefined;
    let level = 0;
    for (let left = this.leaves; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) {
        const subtree = this.subtrees[level] as Buffer;
        root = root ? nodeHash(subtree, root) : Buffer.from(subtree);
      }
      level++;
    }
    return root ?? EMPTY_ROOT;
  }
}

/** The hash in 64 hexadecimal digits, as bytes. */
export function hashBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'hex');
  if (bytes.length !== HASH_BYTES) throw new RangeError('A hash has 64 hexadecimal digits');
  return bytes;
}
