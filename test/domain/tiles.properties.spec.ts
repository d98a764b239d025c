import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Frontier } from '../../src/evidence/frontier.js';
import { provesConsistency, provesInclusion } from '../../src/evidence/proofs.js';
import { TileShelf } from '../support/tile-shelf.js';

/** Past 256 × 256, where tiles of the third level begin. */
const MOST = 66_000;

const leaves = Array.from({ length: MOST }, (_, index) =>
  createHash('sha256').update(`leaf ${index}`).digest(),
);
const rootOf = (size: number) => {
  const frontier = new Frontier();
  for (const leaf of leaves.slice(0, size)) frontier.append(leaf.toString('hex'));
  return frontier.root();
};

describe('A tree in tiles', () => {
  it('is the same tree, however many leaves came at once', async () => {
    const growths = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(growths, async (counts) => {
        const [shelf, frontier] = [new TileShelf(), new Frontier()];
        for (const count of counts) {
          const next = leaves.slice(frontier.size, frontier.size + count);
          await shelf.grow(frontier.size, next);
          for (const leaf of next) frontier.append(leaf.toString('hex'));
          expect(await shelf.tree.root(frontier.size)).toEqual(frontier.root());
        }
      }),
      { numRuns: 40 },
    );
  });

  describe('that is large', () => {
    const shelf = new TileShelf();
    beforeAll(async () => {
      await shelf.grow(0, leaves.slice(0, 65_535));
      for (let size = 65_535; size < MOST; size += 155)
        await shelf.grow(size, leaves.slice(size, size + 155));
    });

    it.each([1, 255, 256, 257, 65_535, 65_536, 65_537, MOST])('knows its root at %d leaves', async (size) => {
      expect(await shelf.tree.root(size)).toEqual(rootOf(size));
    });

    it('gives every leaf back', async () => {
      for (const index of [0, 255, 256, 65_535, 65_536, MOST - 1])
        expect(await shelf.tree.leaf(index)).toEqual(leaves[index]);
    });

    it('gives leaves that stand side by side back', async () => {
      for (const [start, end] of [
        [0, 0],
        [0, 1],
        [255, 257],
        [250, 800],
        [65_530, MOST],
      ] as const)
        expect(await shelf.tree.leaves([start, end])).toEqual(
          leaves.slice(start, end).map((leaf) => leaf.toString('hex')),
        );
    });

    it('proves any leaf to be in it, at any size', async () => {
      const any = fc
        .integer({ min: 1, max: MOST })
        .chain((size) =>
          fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }),
        );
      await fc.assert(
        fc.asyncProperty(any, async ({ size, index }) => {
          const proof = await shelf.tree.inclusionProof(index, size);
          const root = await shelf.tree.root(size);
          expect(provesInclusion({ leaf: leaves[index]!, index, size, root, proof })).toBe(true);
        }),
      );
    });

    it('proves that it goes on from any smaller one', async () => {
      const any = fc
        .integer({ min: 1, max: MOST })
        .chain((size) => fc.record({ size: fc.constant(size), from: fc.integer({ min: 1, max: size }) }));
      await fc.assert(
        fc.asyncProperty(any, async ({ size, from }) => {
          const proof = await shelf.tree.consistencyProof(from, size);
          const [smaller, larger] = [await shelf.tree.root(from), await shelf.tree.root(size)];
          const trees = { from: { size: from, root: smaller }, to: { size, root: larger } };
          expect(provesConsistency({ ...trees, proof })).toBe(true);
        }),
      );
    });
  });
});
