import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Runs as it stands, since a worker is not compiled with what starts it. */
const CHECK = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(workerData, { readOnly: true, timeout: 5_000 });
  parentPort.postMessage(db.prepare('PRAGMA integrity_check(1)').get().integrity_check);
  db.close();
`;

/**
 * What SQLite says of a file, in a thread of its own: all of it is read, seconds for a million events, and nobody is to
 * wait for that.
 * @returns what is wrong first, in one line; `undefined` when nothing is, or `signal` aborted
 */
export async function integrityFault(path: string, signal: AbortSignal): Promise<string | undefined> {
  const worker = new Worker(CHECK, { eval: true, workerData: path });
  try {
    const [found] = (await once(worker, 'message', { signal })) as [string];
    return found === 'ok' ? undefined : found.replaceAll(/\s+/g, ' ').trim();
  } catch (fault) {
    if (signal.aborted) return undefined;
    throw fault;
  } finally {
    await worker.terminate();
  }
}
