import { CannotStart } from '../config/cannot-start.js';
import { exportLines } from '../evidence/export-log.js';
import { rememberedTree } from '../evidence/remembered-tree.js';
import { placeIn, writeExport, type ExportOptions } from './export-output.js';
import { takeLittleMemory } from './little-memory.js';
import { everySecond } from './progress.js';
import { withStorage } from './storage.js';

/**
 * Writes what the newest signed head covers as lines of JSON, also while the service runs.
 * @throws {CannotStart} when nothing was signed yet, or the file cannot be written
 */
export async function exportLog(options: ExportOptions): Promise<void> {
  takeLittleMemory();
  const after = placeIn(options);
  await withStorage(async (_, { eventStore, evidence }) => {
    const head = await evidence.latestHead();
    if (!head) {
      throw new CannotStart(
        'Nothing was signed yet: the service signs every NOTARY_INTERVAL seconds, and when it stops.',
      );
    }
    const everyNow = everySecond('Exported', head.treeSize);
    let end = 0;
    const tell = (looked: number) => {
      everyNow((end = looked));
    };
    const tree = rememberedTree(evidence);
    await writeExport(exportLines(eventStore, tree, { head, after }, tell), options, { head, tree });
    const events = String(Math.max(0, end - after - 1));
    if (end < head.treeSize) {
      throw new CannotStart(
        `The log was truncated: it ends with event ${String(end)} of the ${String(head.treeSize)} that were signed at ${head.signedAt}. Exported ${events} events.`,
      );
    }
    console.error(`Exported ${events} events, as far as the log was signed at ${head.signedAt}.`);
  });
}
