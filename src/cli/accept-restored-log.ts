import { accountsProjection } from '../accounts/accounts.projection.js';
import { SystemClock } from '../clock.js';
import { isCluster } from '../config/config.js';
import { configFromEnvironment } from '../config/environment.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import type { EventStore } from '../event-store/event-store.js';
import { LogKey } from '../event-store/log-key.js';
import type { EvidenceStore } from '../evidence/evidence-store.js';
import { lastTaken } from '../evidence/last-taken.js';
import { TreeDamaged } from '../evidence/tiles.js';
import { firstFreshInstant } from '../two-factor/codes.js';
import { mustHaveLog, openStorageForService } from './storage.js';
import { inOneLine } from './what-is-wrong.js';

const KEPT = 'Nothing that was taken into the Merkle tree is missing: the signed heads go on.';
const FORGOTTEN =
  'The signed heads that were kept here are forgotten, since they are true of what is gone: hold those kept elsewhere against the log by verify --head. Exports from before cannot be gone on with: begin new ones.';

/**
 * Accepts the log as it is, although it held more once. Which codes were spent in what was lost
 * nobody knows: all that could have been are refused.
 * @throws {CannotStart} with one line that says what is wrong and what to do; nothing is then changed
 */
export async function acceptRestoredLog(): Promise<void> {
  const config = configFromEnvironment();
  if (!isCluster(config)) mustHaveLog(config.DATA_DIR);
  const masterKeys = loadMasterKeys(config);
  const storage = await openStorageForService(config, console.error);
  try {
    const { eventStore, evidence, outbox, projections, wrappedKeys } = storage;
    await new LogKey(wrappedKeys, masterKeys, eventStore).acceptOlderLog();
    const [before, position] = [await outbox.mark(), await eventStore.head()];
    const isSignedLog = await holdsAllOf(evidence, eventStore);
    const now = new SystemClock().now();
    await outbox.restore({ position, event: null }, now);
    // Rows may tell of events that are gone.
    await projections.reset(accountsProjection);
    // Heads that were signed on what is gone are true of another log; kept elsewhere, they go on telling.
    if (!isSignedLog) await evidence.forget();
    const until = firstFreshInstant(now, config.DRIFT_STEPS);
    console.error(
      `Accepted the log as it is, at position ${String(position)}; it was at ${String(before?.position ?? 0)}. Codes of time steps before ${until.toISOString()} are refused, since they may have been spent: whoever signs in needs one that is shown after that. Recovery codes made before are refused for good, for the same reason: their owners make new ones. Tokens to choose a new password that were given out before are refused as well. Passwords that were changed since are those of before again. Wrong codes, locks and changes of 2FA that were lost stay lost: tell the owners. ${isSignedLog ? KEPT : FORGOTTEN}`,
    );
  } catch (fault) {
    throw inOneLine(fault, config);
  } finally {
    await storage.close();
  }
}

/** Whether the log has the last event that was taken into the tree, where it was then; a tree that is damaged tells nothing. */
async function holdsAllOf(evidence: EvidenceStore, events: EventStore): Promise<boolean> {
  const progress = await evidence.progress();
  if (!progress) return true;
  try {
    return (await lastTaken(progress, events, evidence))?.position === progress.last.position;
  } catch (fault) {
    if (fault instanceof TreeDamaged) return false;
    throw fault;
  }
}
