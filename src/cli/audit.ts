import { toldEntry } from '../audit/told-entry.js';
import { wholeHistory } from '../audit/whole-history.js';
import { linesFor } from './history-line.js';
import { readingLog, type LogReading } from './log-reading.js';
import { namedAccount, nameOf } from './named-account.js';
import { printLines } from './output.js';

/** Prints all that happened to an account, oldest first. Works while the service runs. */
export async function audit(word: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  await readingLog(async (reading) => {
    const named = await namedAccount(word, reading);
    if (!json) console.error(`The history of ${nameOf(named)}, oldest first:`);
    await printLines(lines(named.accountId, json, reading));
  });
}

async function* lines(accountId: string, json: boolean, { history }: LogReading): AsyncGenerator<string> {
  for await (const entry of wholeHistory(history, accountId))
    yield json ? JSON.stringify(toldEntry(entry)) : linesFor(entry, accountId);
}
