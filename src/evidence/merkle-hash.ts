import { hash } from 'node:crypto';

/** SHA-256. */
export const HASH_BYTES = 32;
/** What it is in hexadecimal. */
export const HEX_DIGITS = 2 * HASH_BYTES;

/** The root of the tree without leaves: the hash of nothing (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

/** What stands before an inner node, so that none can pass for a leaf. */
export const NODE_PREFIX = 1;

const node = Buffer.alloc(1 + 2 * HASH_BYTES);
node[0] = NODE_PREFIX;

/** The hash of an inner node over those of its two children: RFC 9162 §2.1.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return hash('sha256', node, 'buffer');
}

/** The largest power of two below `size`: where a tree of that many leaves, two at least, divides. */
export function splitOf(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}
