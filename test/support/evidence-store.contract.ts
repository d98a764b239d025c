import type { EvidenceStore, Growth } from '../../src/evidence/evidence-store.js';
import type { SignedTreeHead } from '../../src/evidence/tree-head.js';
import { NOW } from './facts.js';

export interface OpenedEvidence {
  readonly evidence: EvidenceStore;
  readonly close: () => void | Promise<void>;
}

const progress = (size: number) => ({
  size,
  last: { position: size * 7, stream: 'account-ada', revision: size - 1 },
});
const tile = (index: number, text: string, firstPosition: number | null = index, level = 0) => ({
  level,
  index,
  firstPosition,
  hashes: Buffer.from(text),
});
const head = (treeSize: number): SignedTreeHead => ({
  treeSize,
  rootHash: `root of ${treeSize}`,
  signedAt: NOW.toISOString(),
  keyId: 'key',
  signature: `signature of ${treeSize}`,
});

/** What every store of evidence does. It begins empty. */
export function describeEvidenceStore(name: string, open: () => Promise<OpenedEvidence>): void {
  describe(`${name}, as every store of evidence,`, () => {
    let opened: OpenedEvidence;
    let evidence: EvidenceStore;
    beforeEach(async () => {
      opened = await open();
      evidence = opened.evidence;
    });
    afterEach(() => opened.close());

    const grow = (from: number, to: number, ...tiles: Growth['tiles']) =>
      evidence.grow({ from, to: progress(to), tiles });

    it('begins without leaves and without heads', async () => {
      expect(await evidence.progress()).toBeUndefined();
      expect(await evidence.tile({ level: 0, index: 0 })).toBeUndefined();
      expect(await evidence.tileAt(1)).toBeUndefined();
      expect(await evidence.latestHead()).toBeUndefined();
      expect(await evidence.heads(0, 10)).toEqual([]);
    });

    it('keeps tiles and progress together', async () => {
      expect(await grow(0, 300, tile(0, 'full'), tile(1, 'partial'), tile(0, 'above', null, 1))).toBe(true);
      expect(await evidence.progress()).toEqual(progress(300));
      expect((await evidence.tile({ level: 0, index: 0 }))?.toString()).toBe('full');
      expect((await evidence.tile({ level: 0, index: 1 }))?.toString()).toBe('partial');
      expect((await evidence.tile({ level: 1, index: 0 }))?.toString()).toBe('above');
    });

    it('puts a tile that grew in the place of what it was', async () => {
      await grow(0, 1, tile(0, 'one'));
      await grow(1, 2, tile(0, 'two'));
      expect((await evidence.tile({ level: 0, index: 0 }))?.toString()).toBe('two');
    });

    it('lets one of those who grow the same tree do so, and keeps nothing of the others', async () => {
      await grow(0, 1, tile(0, 'first'));
      expect(await grow(0, 5, tile(0, 'another first'))).toBe(false);
      const outcomes = await Promise.all([2, 3, 4].map((size) => grow(1, size, tile(0, `of ${size}`))));
      expect(outcomes.filter((was) => was)).toHaveLength(1);
      const size = 2 + outcomes.indexOf(true);
      expect(await evidence.progress()).toEqual(progress(size));
      expect((await evidence.tile({ level: 0, index: 0 }))?.toString()).toBe(`of ${size}`);
    });

    it('finds the tile the event at a position is in', async () => {
      const firsts = [7, 2_000, 3_000_000_000];
      await grow(0, 600, ...firsts.map((first, index) => tile(index, '', first)), tile(0, '', null, 1));
      const found = await Promise.all([6, 7, 1_999, 2_000, 9_000_000_000].map((at) => evidence.tileAt(at)));
      expect(found.map((one) => one?.index)).toEqual([undefined, 0, 0, 1, 2]);
      expect(found.map((one) => one?.firstPosition)).toEqual([undefined, 7, 7, 2_000, 3_000_000_000]);
    });

    it('goes on finding a tile that grew since', async () => {
      await grow(0, 1, tile(0, 'one', 7));
      await grow(1, 2, tile(0, 'two', null));
      expect(await evidence.tileAt(7)).toEqual({ index: 0, firstPosition: 7 });
      expect(await evidence.tileAt(6)).toBeUndefined();
    });

    it('keeps heads, and gives them by size', async () => {
      for (const size of [5, 3, 3_000_000_000]) await evidence.keepHead(head(size));
      expect(await evidence.latestHead()).toEqual(head(3_000_000_000));
      expect(await evidence.heads(0, 2)).toEqual([head(3), head(5)]);
      expect(await evidence.heads(3, 9)).toEqual([head(5), head(3_000_000_000)]);
    });

    it('leaves the first head of a size', async () => {
      await evidence.keepHead(head(3));
      await evidence.keepHead({ ...head(3), signature: 'another' });
      expect(await evidence.heads(0, 9)).toEqual([head(3)]);
    });

    it('remembers how far heads were delivered, and never less', async () => {
      expect(await evidence.deliveredUpTo()).toBe(0);
      await evidence.delivered(3_000_000_000);
      expect(await evidence.deliveredUpTo()).toBe(3_000_000_000);
      await evidence.delivered(5);
      expect(await evidence.deliveredUpTo()).toBe(3_000_000_000);
      await evidence.delivered(3_000_000_001);
      expect(await evidence.deliveredUpTo()).toBe(3_000_000_001);
    });

    it('forgets everything when told to, and begins anew', async () => {
      await grow(0, 1, tile(0, 'one'));
      await evidence.keepHead(head(1));
      await evidence.delivered(1);
      await evidence.forget();
      expect(await evidence.deliveredUpTo()).toBe(0);
      expect(await evidence.progress()).toBeUndefined();
      expect(await evidence.tile({ level: 0, index: 0 })).toBeUndefined();
      expect(await evidence.latestHead()).toBeUndefined();
      expect(await grow(0, 2, tile(0, 'anew'))).toBe(true);
    });
  });
}
