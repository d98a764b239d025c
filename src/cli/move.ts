import { accountsProjection } from '../accounts/accounts.projection.js';
import { openClusterStorage } from '../cluster/cluster-storage.js';
import { moveHeads } from '../cluster/move-heads.js';
import { checkMasterKeys, checkOnlyOurs, moveApiKeys, moveKeys } from '../cluster/move-keys.js';
import { appendRest, compareLogs, NOTHING_IN_COMMON } from '../cluster/move-log.js';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { configFromEnvironment } from '../config/environment.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import type { Lease } from '../projections/projection-store.js';
import { isUnavailable, type Storage } from '../storage.js';
import { everySecond } from './progress.js';
import { clusterUrls, mustHaveLog, takeDataFolder } from './storage.js';

/** A service that was just killed has let go of the cluster by then. */
const PATIENCE_MS = 7_000;

/**
 * Moves the data folder's log into EventStoreDB, its keys, API keys and signed heads into PostgreSQL, and
 * compares what arrived. It may be interrupted at any time and begun again. Sessions and
 * challenges stay behind; the read model is made anew by whoever serves the cluster.
 * @throws {CannotStart} with one line that says what is wrong and what to do
 */
export async function moveToCluster(): Promise<void> {
  const config = configFromEnvironment();
  const urls = clusterUrls(config);
  mustHaveLog(config.DATA_DIR);
  const masterKeys = loadMasterKeys(config);
  const source = takeDataFolder(config.DATA_DIR);
  try {
    await checkMasterKeys(source.wrappedKeys, masterKeys);
    const target = await openClusterStorage(urls, console.error);
    try {
      await move(source, target);
    } finally {
      await target.close();
    }
  } catch (fault) {
    throw inOneLine(fault);
  } finally {
    await source.close();
  }
  console.error(
    `Set EVENT_STORE_URL and DATABASE_URL to start the service there; people sign in anew. Keep ${config.DATA_DIR} as a backup, but never serve it again: it knows nothing of what happens from now on.`,
  );
}

async function move(source: Storage, target: Storage): Promise<void> {
  const lease = await takeCluster(target);
  const head = await source.eventStore.head();
  const logs = [source.eventStore, target.eventStore] as const;
  try {
    // Nothing is written before it is sure that the target is empty, or holds the beginning of this very move.
    const there = await compareLogs(...logs, NOTHING_IN_COMMON, everySecond('Compared', head));
    await checkOnlyOurs(source, target);
    if (there.count > 0) console.error(`${String(there.count)} events are there already, and the same.`);
    // Keys first: an event is of no use without the key that opens it.
    const keys = await moveKeys(source.wrappedKeys, target.wrappedKeys);
    const apiKeys = await moveApiKeys(source.apiKeys, target.apiKeys);
    console.error(`Moved ${String(keys)} keys and ${String(apiKeys)} API keys.`);
    await appendRest(...logs, there.source, everySecond('Moved', head));
    const { count, source: end } = await compareLogs(...logs, there, everySecond('Compared', head));
    if (end < head) {
      throw new CannotStart(
        `Only ${String(count)} events are there: begin the move again, it goes on where it stopped.`,
      );
    }
    console.error(`All ${String(count)} events are there, in order, and the same byte for byte.`);
    const heads = await moveHeads(source.evidence, target);
    console.error(`Signed heads that are there, too, and hold for them: ${String(heads)}.`);
  } finally {
    await lease.release();
  }
}

/**
 * Makes sure that neither a service nor another move is at work on the cluster.
 * @throws {CannotStart}
 */
async function takeCluster({ projections }: Storage): Promise<Lease> {
  const inTime = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await projections.acquire(accountsProjection, inTime);
  } catch (fault) {
    if (!inTime.aborted) throw fault;
    throw new CannotStart(
      'A service, or another move, is at work on the cluster. Stop it until this move is done.',
      fault,
    );
  }
}

function inOneLine(fault: unknown): unknown {
  if (!isUnavailable(fault)) return fault;
  return new CannotStart(
    `The move broke off: ${fault.message} (${reasonOf(fault.cause)}). Begin it again, it goes on where it stopped.`,
    fault,
  );
}
