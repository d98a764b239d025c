import { DecidingEvents } from '../audit/deciding-events.js';
import { HistoryEvents } from '../audit/history-events.js';
import { SystemClock, type Clock } from '../clock.js';
import type { Config } from '../config/config.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import { Vault } from '../crypto/vault.js';
import { AuthenticatedLog } from '../event-store/authenticated-log.js';
import { Decisions } from '../event-store/decisions.js';
import { isEmpty, type EventStore } from '../event-store/event-store.js';
import { LogGuard } from '../event-store/log-guard.js';
import { LogKey } from '../event-store/log-key.js';
import type { EvidenceStore } from '../evidence/evidence-store.js';
import { withStorage } from './storage.js';

/** What a command reads the log with. */
export interface LogReading {
  readonly config: Config;
  readonly clock: Clock;
  readonly events: EventStore;
  readonly evidence: EvidenceStore;
  readonly decisions: Decisions;
  readonly vault: Vault;
  readonly history: HistoryEvents;
  readonly deciding: DecidingEvents;
}

/**
 * Reads the log beside a service that may be running.
 * @throws {CannotStart} with one line that says what is wrong and what to do
 */
export function readingLog<T>(work: (reading: LogReading) => Promise<T>): Promise<T> {
  return withStorage(async (config, { eventStore, evidence, wrappedKeys, outbox }) => {
    const clock = new SystemClock();
    const masterKeys = loadMasterKeys(config);
    const key = new LogKey(wrappedKeys, masterKeys, eventStore);
    const events = new AuthenticatedLog(eventStore, key);
    const vault = new Vault(wrappedKeys, masterKeys, () => isEmpty(events));
    const decisions = new Decisions(events, clock, new LogGuard(events, outbox), key);
    const history = new HistoryEvents(events, vault);
    const deciding = new DecidingEvents(events, history);
    return work({ config, clock, events, evidence, decisions, vault, history, deciding });
  });
}
