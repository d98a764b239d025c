import { CannotStart } from '../config/cannot-start.js';
import { isCluster, type Config } from '../config/config.js';
import { MasterKeyMissing } from '../crypto/master-keys.js';
import { LookupKeyMissing } from '../crypto/lookup-key.js';
import { ForeignEvent, UnreadableEvent } from '../event-store/codec.js';
import { LogKeyMismatch } from '../event-store/log-key.js';
import { LogRestored } from '../event-store/log-guard.js';
import { TreeDamaged } from '../evidence/tiles.js';

/** What the operator is told when keys and log are not what they were; `undefined` for other faults. */
export function whatIsWrong(fault: unknown, config: Config): string | undefined {
  const where = placeOf(config);
  if (fault instanceof MasterKeyMissing)
    return `The data in ${where} was made with master key ${fault.keyId}, but the configured one is ${fault.configured.join(', ')}. Set MASTER_KEY or MASTER_KEY_FILE to the key it was made with.`;
  if (fault instanceof LookupKeyMissing)
    return `The keys in ${where} are not those of the log: the log has events, but the key its usernames are found by is gone. Put the keys back from a backup.`;
  if (fault instanceof LogKeyMismatch)
    return `The keys in ${where} are not those of the log: what its events are authenticated by does not fit. Put keys and log of one time back; or go on, if it is the log that is older, by: countersign accept-restored-log.`;
  if (fault instanceof LogRestored)
    return `${fault.message}: codes that were spent would be good again. Put the newest log back, or go on with this one by: countersign accept-restored-log.`;
  if (fault instanceof ForeignEvent)
    return `Somebody else wrote to the log: ${fault.message}. See what else was changed by countersign verify, and put the log back from a backup.`;
  if (fault instanceof UnreadableEvent)
    return `An event of the log cannot be understood: ${fault.message}. If a newer Countersign wrote it, use that one.`;
  if (fault instanceof TreeDamaged) return `Nothing can be proven of the log: ${fault.message}.`;
  return undefined;
}

/** A fault as the operator is to be told it: in one line where there is one for it. */
export function inOneLine(fault: unknown, config: Config): unknown {
  const line = whatIsWrong(fault, config);
  return line === undefined ? fault : new CannotStart(line, fault);
}

/** What keys and log are in, as the operator knows it. */
export function placeOf(config: Config): string {
  return isCluster(config) ? 'the database' : config.DATA_DIR;
}
