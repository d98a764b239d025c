import { nameOf } from '../event-store/event-store.js';
import { readLine } from './exported-line.js';
import { Frontier } from './frontier.js';
import type { TreeHead } from './tree-head.js';

/**
 * Names the first event in an export of a whole log that is not the one that was signed, by the leaf hashes that
 * stand beside the events. They are believed only if they lead to the root that was signed; then that is proven.
 * @returns one line; `undefined` when it cannot be told
 */
export async function changedEvent(
  lines: AsyncIterable<string>,
  { treeSize, rootHash }: TreeHead,
): Promise<string | undefined> {
  const leaves = new Frontier();
  let changed: string | undefined;
  for await (const line of lines) {
    const read = readLine(line);
    if (read?.kind !== 'event') continue;
    const { event, index, leaf, leafHash } = read;
    if (leafHash === undefined || index !== leaves.size) return undefined;
    leaves.append(leafHash);
    if (changed === undefined && leaf !== leafHash)
      changed = `${nameOf(event)} was changed: event ${String(index + 1)} of the log is not the one that was signed`;
    if (leaves.size === treeSize) break;
  }
  const isSigned = leaves.size === treeSize && leaves.root().toString('hex') === rootHash;
  return isSigned ? changed : undefined;
}
