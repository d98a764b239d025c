import { hash } from 'node:crypto';
import { EMPTY_ROOT, HASH_BYTES, NODE_PREFIX, nodeHash } from './merkle-hash.js';

/**
 * A Merkle tree that only grows, in as much memory as it has levels: the roots of the perfect
 * subtrees it is made of, of which there is one at the most for each power of two.
 */
export class Frontier {
  /**
   * By level; those of levels that are no part of the size are left over from before. A leaf is in hex, as it came,
   * and what is above it has a character a byte: a million events are a million nodes, and each encoding costs.
   */
  private readonly subtrees: string[] = [];
  /** Where the nodes of an append are hashed. */
  private readonly node = Buffer.alloc(1 + 2 * HASH_BYTES);
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
    let [subtree, level] = [leaf, 0];
    for (let left = this.leaves; left % 2 === 1; left = (left - 1) / 2) {
      const encoding = encodingAt(level);
      node.write(subtrees[level] as string, 1, encoding);
      node.write(subtree, 1 + HASH_BYTES, encoding);
      subtree = hash('sha256', node, 'binary');
      level++;
    }
    subtrees[level] = subtree;
    this.leaves++;
  }

  /** The Merkle tree hash of all leaves: RFC 9162 §2.1.1. */
  root(): Buffer {
    let root: Buffer | undefined;
    let level = 0;
    for (let left = this.leaves; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) {
        const subtree = Buffer.from(this.subtrees[level] as string, encodingAt(level));
        root = root ? nodeHash(subtree, root) : subtree;
      }
      level++;
    }
    return root ?? EMPTY_ROOT;
  }
}

function encodingAt(level: number): 'hex' | 'latin1' {
  return level === 0 ? 'hex' : 'latin1';
}

/** The hash in 64 hexadecimal digits, as bytes. */
export function hashBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'hex');
  if (bytes.length !== HASH_BYTES) throw new RangeError('A hash has 64 hexadecimal digits');
  return bytes;
}
