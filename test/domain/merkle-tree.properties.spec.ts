import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Frontier } from '../../src/evidence/frontier.js';
import {
  consistencySpans,
  inclusionSpans,
  provesConsistency,
  provesInclusion,
} from '../../src/evidence/proofs.js';

const sha256 = (...parts: readonly Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const leafHash = (data: Uint8Array) => sha256(Uint8Array.of(0), data);

/* RFC 9162 §2.1, as it is written there: slow, and plain to see. */

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function mth(d: readonly Uint8Array[]): Buffer {
  if (d.length === 0) return sha256();
  if (d.length === 1) return leafHash(d[0]!);
  const k = split(d.length);
  return sha256(Uint8Array.of(1), mth(d.slice(0, k)), mth(d.slice(k)));
}

function path(m: number, d: readonly Uint8Array[]): readonly Buffer[] {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k
    ? [...path(m, d.slice(0, k)), mth(d.slice(k))]
    : [...path(m - k, d.slice(k)), mth(d.slice(0, k))];
}

function subproof(m: number, d: readonly Uint8Array[], isWhole: boolean): readonly Buffer[] {
  if (m === d.length) return isWhole ? [] : [mth(d)];
  const k = split(d.length);
  return m <= k
    ? [...subproof(m, d.slice(0, k), isWhole), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))];
}

const entries = (size: number) => Array.from({ length: size }, (_, index) => Buffer.from(`entry ${index}`));
const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

const size = fc.integer({ min: 1, max: 70 });
const within = size.chain((n) => fc.record({ n: fc.constant(n), m: fc.integer({ min: 0, max: n - 1 }) }));
const oneChanged = (hashes: readonly Buffer[], at: number) =>
  hashes.map((hash, index) => (index === at % hashes.length ? sha256(hash) : hash));

describe('A Merkle tree', () => {
  it('without leaves has the hash of nothing', () => {
    expect(new Frontier().root().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('that grows leaf by leaf has, at every size, the root RFC 9162 §2.1.1 gives it', () => {
    const [all, frontier] = [entries(130), new Frontier()];
    for (const [index, entry] of all.entries()) {
      frontier.append(leafHash(entry).toString('hex'));
      expect(frontier.size).toBe(index + 1);
      expect(frontier.root().toString('hex')).toBe(mth(all.slice(0, index + 1)).toString('hex'));
    }
  });
});

describe('An inclusion proof', () => {
  it('is made of the hashes of RFC 9162 §2.1.3.1', () => {
    fc.assert(
      fc.property(within, ({ n, m }) => {
        const d = entries(n);
        const proof = inclusionSpans(m, n).map(([start, end]) => mth(d.slice(start, end)));
        expect(hex(proof)).toEqual(hex(path(m, d)));
      }),
    );
  });

  it('convinces of its leaf at its place, and of nothing else', () => {
    fc.assert(
      fc.property(within, fc.nat(), fc.nat({ max: 80 }), ({ n, m }, at, other) => {
        const d = entries(n);
        const proven = { leaf: leafHash(d[m]!), index: m, size: n, root: mth(d), proof: path(m, d) };
        expect(provesInclusion(proven)).toBe(true);
        expect(provesInclusion({ ...proven, leaf: sha256() })).toBe(false);
        expect(provesInclusion({ ...proven, root: sha256() })).toBe(false);
        expect(provesInclusion({ ...proven, index: other })).toBe(other === m);
        expect(provesInclusion({ ...proven, proof: [...proven.proof, sha256()] })).toBe(false);
        if (n === 1) return;
        expect(provesInclusion({ ...proven, proof: oneChanged(proven.proof, at) })).toBe(false);
        expect(provesInclusion({ ...proven, proof: proven.proof.slice(1) })).toBe(false);
      }),
    );
  });

  it('is not to be had of a leaf there is not', () => {
    expect(() => inclusionSpans(3, 3)).toThrow(RangeError);
    expect(() => inclusionSpans(-1, 3)).toThrow(RangeError);
    expect(provesInclusion({ leaf: sha256(), index: 0, size: 0, root: sha256(), proof: [] })).toBe(false);
  });
});

describe('A consistency proof', () => {
  const pair = size.chain((n) => fc.record({ n: fc.constant(n), m: fc.integer({ min: 1, max: n }) }));

  it('is made of the hashes of RFC 9162 §2.1.4.1', () => {
    fc.assert(
      fc.property(pair, ({ n, m }) => {
        const d = entries(n);
        const proof = consistencySpans(m, n).map(([start, end]) => mth(d.slice(start, end)));
        expect(hex(proof)).toEqual(hex(subproof(m, d, true)));
      }),
    );
  });

  it('convinces of the one tree going on from the other, and of nothing else', () => {
    fc.assert(
      fc.property(pair, fc.nat(), ({ n, m }, at) => {
        const d = entries(n);
        const [from, to] = [
          { size: m, root: mth(d.slice(0, m)) },
          { size: n, root: mth(d) },
        ];
        const proof = subproof(m, d, true);
        expect(provesConsistency({ from, to, proof })).toBe(true);
        expect(provesConsistency({ from: { ...from, root: sha256() }, to, proof })).toBe(false);
        expect(provesConsistency({ from, to: { ...to, root: sha256() }, proof })).toBe(false);
        expect(provesConsistency({ from, to, proof: [...proof, sha256()] })).toBe(false);
        if (proof.length === 0) return;
        expect(provesConsistency({ from, to, proof: oneChanged(proof, at) })).toBe(false);
        expect(provesConsistency({ from, to, proof: proof.slice(1) })).toBe(false);
        expect(provesConsistency({ from: to, to: from, proof })).toBe(false);
      }),
    );
  });

  it('is not to be had from a tree without leaves, or to a smaller one', () => {
    expect(() => consistencySpans(0, 3)).toThrow(RangeError);
    expect(() => consistencySpans(4, 3)).toThrow(RangeError);
    const empty = { size: 0, root: sha256() };
    expect(provesConsistency({ from: empty, to: { size: 1, root: sha256() }, proof: [sha256()] })).toBe(
      false,
    );
  });
});
