import { HeadQueue } from '../../src/evidence/head-queue.js';
import { PassedHeads } from '../../src/evidence/passed-heads.js';
import type { TreeHead } from '../../src/evidence/tree-head.js';
import { NOW } from '../support/facts.js';
import { Installation } from './installation.js';

const head = (treeSize: number, root = String(treeSize)): TreeHead => {
  return { treeSize, rootHash: root, signedAt: NOW.toISOString() };
};
const GENUINE = () => undefined;

async function read(heads: PassedHeads, events: number): Promise<string | undefined> {
  for (let size = 1; size <= events; size++) {
    await heads.fill();
    const wrong = heads.take(size, () => String(size));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

describe('The heads a log is held against', () => {
  it('are read from the store by the page, as far as the one that was the newest', async () => {
    await using it = new Installation();
    const { evidence } = it.storage;
    for (let size = 1; size <= 2_100; size++)
      await evidence.keepHead({ ...head(size), keyId: '0'.repeat(16), signature: '' });
    const asked: number[] = [];
    const heads = evidence.heads.bind(evidence);
    evidence.heads = async (after, limit) => {
      asked.push(after);
      return heads(after, limit);
    };
    const passed = new PassedHeads([HeadQueue.kept(evidence, head(2_050))], GENUINE);
    expect(await read(passed, 2_200)).toBeUndefined();
    expect([passed.longest, passed.confirmed?.treeSize]).toEqual([2_050, 2_050]);
    expect(asked).toEqual([0, 1_000, 2_000]);
  });

  it('accuse a log only when their signature is right', async () => {
    const heads = () => [HeadQueue.of([head(2), head(5, 'another'), head(7)]), HeadQueue.of([head(5)])];
    expect(await read(new PassedHeads(heads(), GENUINE), 9)).toBe(
      `events 3 to 5 of the log are not those signed at ${NOW.toISOString()}: the past was rewritten`,
    );
    const forged = (told: TreeHead) => (told.rootHash === 'another' ? 'it is forged' : undefined);
    expect(await read(new PassedHeads(heads(), forged), 9)).toBe('it is forged');
  });

  it('are not all held up by one of no events', async () => {
    const passed = new PassedHeads([HeadQueue.of([head(0, 'any'), head(3, 'another')])], GENUINE);
    expect(await read(passed, 4)).toContain('the past was rewritten');
  });
});
