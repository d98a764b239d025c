import { hashOrNothing } from '../event-store/event-hash.js';
import type { EventStore, RecordedEvent } from '../event-store/event-store.js';
import type { EvidenceStore, TreeProgress } from './evidence-store.js';
import { keptTree } from './kept-tree.js';

/**
 * The last event that was taken into the tree, if the log still has it as it was then.
 * @throws {TreeDamaged}
 */
export async function lastTaken(
  { size, last }: TreeProgress,
  events: EventStore,
  evidence: EvidenceStore,
): Promise<RecordedEvent | undefined> {
  const [event] = await events.readStream(last.stream, { from: last.revision, limit: 1 });
  const leaf = await keptTree(evidence).leaf(size - 1);
  return event && hashOrNothing(event) === leaf.toString('hex') ? event : undefined;
}
