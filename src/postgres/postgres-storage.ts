import { PostgresApiKeys } from '../access/postgres-api-keys.js';
import { PostgresAccountsView } from '../accounts/postgres-accounts-view.js';
import { PostgresKnownNetworks } from '../accounts/postgres-known-networks.js';
import { PostgresPasswordAttempts } from '../accounts/postgres-password-attempts.js';
import { PostgresWrappedKeys } from '../crypto/postgres-wrapped-keys.js';
import type { EventStore } from '../event-store/event-store.js';
import { PostgresEvidenceStore } from '../evidence/postgres-evidence-store.js';
import { PostgresOutbox } from '../notifications/postgres-outbox.js';
import { PostgresProjectionStore } from '../projections/postgres-projection-store.js';
import { PostgresChallenges } from '../sign-in/postgres-challenges.js';
import { PostgresSessions } from '../sign-in/postgres-sessions.js';
import type { Storage } from '../storage.js';
import type { Limits } from './limits.js';
import { PostgresDatabase } from './postgres-database.js';

export interface PostgresStorage extends Storage {
  /** Makes the database fit for use, however long it takes to be there: see {@link PostgresDatabase.start}. */
  readonly start: PostgresDatabase['start'];
}

/**
 * Everything but the log in one PostgreSQL database, which replicas share. Until `start` is
 * through, and whenever the server is gone, uses of it fail with `StorageUnavailable`.
 * @param databaseUrl see {@link parseDatabaseUrl}
 * @param eventStore the log, which the caller closes
 * @throws {CannotStart} when the connection string is none
 */
export function openPostgresStorage(
  databaseUrl: string,
  eventStore: EventStore,
  limits?: Partial<Limits>,
): PostgresStorage {
  const database = new PostgresDatabase(databaseUrl, limits);
  return {
    eventStore,
    wrappedKeys: new PostgresWrappedKeys(database),
    challenges: new PostgresChallenges(database),
    sessions: new PostgresSessions(database),
    apiKeys: new PostgresApiKeys(database),
    passwordAttempts: new PostgresPasswordAttempts(database),
    knownNetworks: new PostgresKnownNetworks(database),
    outbox: new PostgresOutbox(database),
    evidence: new PostgresEvidenceStore(database),
    projections: new PostgresProjectionStore(database),
    accounts: new PostgresAccountsView(database),
    start: (signal, tell) => database.start(signal, tell),
    close: () => database.close(),
  };
}
