import type { ApiKeys } from './access/api-keys.js';
import type { AccountsView } from './accounts/accounts-view.js';
import type { KnownNetworks } from './accounts/known-networks.js';
import type { PasswordAttempts } from './accounts/password-attempts.js';
import type { WrappedKeys } from './crypto/wrapped-keys.js';
import { EventStoreUnavailable, type EventStore } from './event-store/event-store.js';
import type { EvidenceStore } from './evidence/evidence-store.js';
import type { Outbox } from './notifications/outbox.js';
import type { ProjectionStore } from './projections/projection-store.js';
import type { Challenges } from './sign-in/challenges.js';
import type { Sessions } from './sign-in/sessions.js';

/** Everything that is kept, behind the ports the rest of the service knows. */
export interface Storage {
  readonly eventStore: EventStore;
  readonly wrappedKeys: WrappedKeys;
  readonly challenges: Challenges;
  readonly sessions: Sessions;
  readonly apiKeys: ApiKeys;
  readonly passwordAttempts: PasswordAttempts;
  readonly knownNetworks: KnownNetworks;
  readonly outbox: Outbox;
  readonly evidence: EvidenceStore;
  readonly projections: ProjectionStore;
  readonly accounts: AccountsView;
  /** Commits what is waiting, then lets go of everything. */
  readonly close: () => Promise<void>;
}

/** What is kept cannot be read or written now: the disk is full, the database does not answer. */
export class StorageUnavailable extends Error {
  readonly code = 'STORAGE_UNAVAILABLE';
  constructor(cause: unknown) {
    super('What is kept cannot be reached', { cause });
    this.name = 'StorageUnavailable';
  }
}

/** Whether a fault is of what is kept, the log or anything else, and passes when that is back. */
export function isUnavailable(fault: unknown): fault is StorageUnavailable | EventStoreUnavailable {
  return fault instanceof StorageUnavailable || fault instanceof EventStoreUnavailable;
}
