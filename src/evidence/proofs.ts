import { HASH_BYTES, nodeHash, splitOf } from './merkle-hash.js';

/** The leaves from `start` up to `end`, which is not among them. */
export type Span = readonly [start: number, end: number];

/**
 * The spans whose tree hashes prove that leaf `index` is in the tree of the first `size` leaves, from
 * the leaf upwards: PATH of RFC 9162 §2.1.3.1.
 */
export function inclusionSpans(index: number, size: number): readonly Span[] {
  if (!(index >= 0 && index < size))
    throw new RangeError(`There is no leaf ${String(index)} of ${String(size)}`);
  const spans: Span[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    const isLeft = index < middle;
    spans.push(isLeft ? [middle, end] : [start, middle]);
    [start, end] = isLeft ? [start, middle] : [middle, end];
  }
  return spans.reverse();
}

/**
 * The spans whose tree hashes prove that the first `from` leaves of the tree of `size` are those of the
 * tree of `from`: PROOF of RFC 9162 §2.1.4.1.
 */
export function consistencySpans(from: number, size: number): readonly Span[] {
  if (!(from > 0 && from <= size))
    throw new RangeError(`No tree of ${String(from)} in one of ${String(size)}`);
  const spans: Span[] = [];
  let [start, end] = [0, size];
  while (from !== end) {
    const middle = start + splitOf(end - start);
    const isLeft = from <= middle;
    spans.push(isLeft ? [middle, end] : [start, middle]);
    [start, end] = isLeft ? [start, middle] : [middle, end];
  }
  // The verifier has the smaller tree's root already, when that is a whole subtree on the left edge.
  if (start > 0) spans.push([start, end]);
  return spans.reverse();
}

export interface Inclusion {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
  readonly proof: readonly Buffer[];
}

/** Whether a leaf is proven to be where it is said to be: RFC 9162 §2.1.3.2. */
export function provesInclusion({ leaf, index, size, root, proof }: Inclusion): boolean {
  if (!(index >= 0 && index < size) || !areHashes(proof)) return false;
  let [place, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && hash.equals(root);
}

export interface Consistency {
  readonly from: { readonly size: number; readonly root: Buffer };
  readonly to: { readonly size: number; readonly root: Buffer };
  readonly proof: readonly Buffer[];
}

/** Whether the larger tree is proven to go on from the smaller one: RFC 9162 §2.1.4.2. */
export function provesConsistency({ from, to, proof }: Consistency): boolean {
  if (from.size === to.size) return proof.length === 0 && from.root.equals(to.root);
  if (from.size < 1 || from.size > to.size || proof.length === 0 || !areHashes(proof)) return false;
  const path = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof;
  let [place, last] = [from.size - 1, to.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  const [first, ...rest] = path as readonly [Buffer, ...Buffer[]];
  let [smaller, larger] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      smaller = nodeHash(hash, smaller);
      larger = nodeHash(hash, larger);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      larger = nodeHash(larger, hash);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && smaller.equals(from.root) && larger.equals(to.root);
}

/** Of a shorter one, a node would be hashed with what is left of the node before it. */
function areHashes(proof: readonly Buffer[]): boolean {
  return proof.every(({ length }) => length === HASH_BYTES);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(size: number): boolean {
  return size === 1 || splitOf(size) * 2 === size;
}
