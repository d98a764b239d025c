import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import { masterKeyUses, rotate, type MasterKeyUse } from '../crypto/rotation.js';
import { everySecond } from './progress.js';
import { withStorage } from './storage.js';

const TOLD_BY_NAME = 10;
const HOW_TO_ROTATE =
  'put a new one in front of it in the MASTER_KEY or MASTER_KEY_FILE that this command is given, as the service is';

/** Prints which master keys wrap how many keys: one that wraps none may be taken out of the configuration. */
export async function listKeys(): Promise<void> {
  const uses = await withStorage((config, { wrappedKeys }) =>
    masterKeyUses(wrappedKeys, loadMasterKeys(config)),
  );
  for (const use of uses) console.log([use.id, use.state.padEnd('missing'.length), wraps(use)].join('  '));
  for (const use of uses) {
    if (use.state === 'missing') console.error(lostKey(use));
    if (use.state === 'older' && use.keys === 0)
      console.error(`Master key ${use.id} wraps nothing any more: it may be taken out of the configuration.`);
  }
}

/**
 * Wraps every key by the newest master key. It may be broken off at any time and begun again,
 * and the service may run meanwhile.
 */
export async function rotateKeys(): Promise<void> {
  const { done, newest, isAlone } = await withStorage(async (config, { wrappedKeys }) => {
    const master = loadMasterKeys(config);
    const counts = await wrappedKeys.countByMasterKey();
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const tell = everySecond('Wrapped anew', all);
    const done = await rotate(wrappedKeys, master, ({ seen }) => {
      tell(seen);
    });
    return { done, newest: master.newestId, isAlone: master.ids.length === 1 };
  });
  console.error(
    `Done: ${String(done.seen)} ${done.seen === 1 ? 'key' : 'keys'}, of which ${String(done.rewrapped)} were wrapped anew by master key ${newest}.`,
  );
  if (isAlone && done.rewrapped === 0 && done.failed.length === 0)
    console.error(`No other master key is configured here: ${HOW_TO_ROTATE}.`);
  if (done.failed.length === 0) return;
  const named = done.failed.slice(0, TOLD_BY_NAME).map(({ owner, fault }) => `${owner} (${reasonOf(fault)})`);
  const rest = done.failed.length - named.length;
  throw new CannotStart(
    `${String(done.failed.length)} keys could not be wrapped anew: ${named.join('; ')}${rest > 0 ? `; and ${String(rest)} more` : ''}.`,
  );
}

/** What the operator is told of a master key that is needed and not there. */
export function lostKey({ id, keys }: MasterKeyUse): string {
  return `Master key ${id} is not configured, and ${String(keys)} keys were wrapped by it: nobody gets into those accounts until MASTER_KEY or MASTER_KEY_FILE holds it again.`;
}

function wraps({ keys }: MasterKeyUse): string {
  return `wraps ${String(keys)} ${keys === 1 ? 'key' : 'keys'}`;
}
