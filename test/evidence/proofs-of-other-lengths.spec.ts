import { nodeHash } from '../../src/evidence/merkle-hash.js';
import { provesConsistency, provesInclusion } from '../../src/evidence/proofs.js';

describe('A proof', () => {
  const [leaf, sibling] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const root = nodeHash(leaf, sibling);

  it.each([0, 31, 33, 64])('whose hash has %i bytes proves nothing', (length) => {
    expect(provesInclusion({ leaf, index: 0, size: 2, root, proof: [sibling] })).toBe(true);
    // What is left of the node before it must not complete it.
    const proof = [Buffer.concat([sibling, sibling]).subarray(0, length)];
    expect(provesInclusion({ leaf, index: 0, size: 2, root, proof })).toBe(false);
    expect(
      provesConsistency({ from: { size: 1, root: leaf }, to: { size: 2, root }, proof: [sibling] }),
    ).toBe(true);
    expect(provesConsistency({ from: { size: 1, root: leaf }, to: { size: 2, root }, proof })).toBe(false);
  });
});
