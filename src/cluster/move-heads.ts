import type { EvidenceStore } from '../evidence/evidence-store.js';
import { TreeKeeper } from '../evidence/tree-keeper.js';
import type { Storage } from '../storage.js';

const PAGE = 500;

/**
 * Puts signed heads beside a log that has all events they were signed on, in the same order: they hold for it too,
 * since a leaf of the tree has nothing in it of where a log keeps its event. The tree is made anew from that log.
 * @returns how many heads there are, all of which are in the target now
 */
export async function moveHeads(
  source: EvidenceStore,
  target: Pick<Storage, 'eventStore' | 'evidence'>,
): Promise<number> {
  await new TreeKeeper(target.eventStore, target.evidence).catchUp();
  let moved = 0;
  for (let heads = await source.heads(0, PAGE); heads.length > 0;) {
    await Promise.all(heads.map((head) => target.evidence.keepHead(head)));
    moved += heads.length;
    heads = await source.heads(heads.at(-1)?.treeSize ?? 0, PAGE);
  }
  await target.evidence.delivered(await source.deliveredUpTo());
  return moved;
}
