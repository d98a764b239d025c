import { SqliteApiKeys } from '../access/sqlite-api-keys.js';
import { SqliteAccountsView } from '../accounts/sqlite-accounts-view.js';
import { SqliteKnownNetworks } from '../accounts/sqlite-known-networks.js';
import { SqlitePasswordAttempts } from '../accounts/sqlite-password-attempts.js';
import { SqliteWrappedKeys } from '../crypto/sqlite-wrapped-keys.js';
import { SqliteEventStore } from '../event-store/sqlite-event-store.js';
import { SqliteEvidenceStore } from '../evidence/sqlite-evidence-store.js';
import { SqliteOutbox } from '../notifications/sqlite-outbox.js';
import { SqliteProjectionStore } from '../projections/sqlite-projection-store.js';
import { SqliteChallenges } from '../sign-in/sqlite-challenges.js';
import { SqliteSessions } from '../sign-in/sqlite-sessions.js';
import type { Storage } from '../storage.js';
import { AccessDatabase } from './access-database.js';
import { openInFolder } from './data-folder.js';

/**
 * Everything in SQLite files under one folder: the log (`events.db`), the wrapped keys
 * (`keys.db`), what lets someone in for a while (`access.db`), the Merkle tree over the log and its
 * signed heads (`evidence.db`), read models (`read-model.db`, which may be deleted).
 * @param folder an existing folder this process may write
 * @throws {CannotStart} when a file cannot be opened, or is not what it should be
 */
export function openEmbeddedStorage(folder: string): Storage {
  const opened: { close: () => void }[] = [];
  const open = <T extends { close: () => void }>(file: string, make: (path: string) => T): T => {
    try {
      const made = openInFolder(folder, file, make);
      opened.push(made);
      return made;
    } catch (fault) {
      closeAll();
      throw fault;
    }
  };
  const closeAll = () => {
    for (const one of opened.splice(0).reverse()) one.close();
  };

  const wrappedKeys = open('keys.db', (path) => new SqliteWrappedKeys(path));
  const access = open('access.db', (path) => new AccessDatabase(path));
  const eventStore = open('events.db', (path) => new SqliteEventStore(path));
  const evidence = open('evidence.db', (path) => new SqliteEvidenceStore(path));
  const projections = open('read-model.db', (path) => new SqliteProjectionStore(path));
  return {
    eventStore,
    wrappedKeys,
    challenges: new SqliteChallenges(access),
    sessions: new SqliteSessions(access),
    apiKeys: new SqliteApiKeys(access),
    passwordAttempts: new SqlitePasswordAttempts(access),
    knownNetworks: new SqliteKnownNetworks(access),
    outbox: new SqliteOutbox(access),
    evidence,
    projections,
    accounts: new SqliteAccountsView(projections),
    close: async () => {
      closeAll();
    },
  };
}
