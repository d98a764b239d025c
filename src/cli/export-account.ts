import { CannotStart } from '../config/cannot-start.js';
import { AccountExport } from '../evidence/account-export.js';
import { keptTree } from '../evidence/kept-tree.js';
import { placeIn, writeExport, type ExportOptions } from './export-output.js';
import { readingLog } from './log-reading.js';
import { namedAccount, nameOf } from './named-account.js';
import { everySecond } from './progress.js';

/**
 * Writes what the newest signed head covers of one account as lines of JSON, also while the service runs.
 * @param word its id or username
 * @throws {CannotStart} when there is none, nothing of it was signed yet, or the file cannot be written
 */
export async function exportAccount(word: string, options: ExportOptions): Promise<void> {
  const after = placeIn(options);
  await readingLog(async (reading) => {
    const named = await namedAccount(word, reading);
    const { accountId } = named;
    const account = new AccountExport(reading.events, reading.evidence);
    const head = await account.headFor(accountId);
    if (!head) {
      throw new CannotStart(
        'Nothing of this account was signed yet: the service signs every NOTARY_INTERVAL seconds, and when it stops.',
      );
    }
    const everyNow = everySecond('Exported');
    let events = 0;
    const tell = (told: number) => {
      everyNow((events = told));
    };
    const tree = keptTree(reading.evidence);
    await writeExport(account.lines({ accountId, head, after }, tell), options, { head, tree });
    console.error(
      `Exported ${String(events)} events of ${nameOf(named)}, as far as the log was signed at ${head.signedAt}.`,
    );
  });
}
