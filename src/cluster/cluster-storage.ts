import { setTimeout as sleep } from 'node:timers/promises';
import { accountsProjection } from '../accounts/accounts.projection.js';
import { CannotStart } from '../config/cannot-start.js';
import { connectEventStoreDb } from '../event-store/eventstoredb-connection.js';
import { EventStoreDbEventStore } from '../event-store/eventstoredb-event-store.js';
import { misconfiguration } from '../event-store/eventstoredb-faults.js';
import { openPostgresStorage, type PostgresStorage } from '../postgres/postgres-storage.js';
import type { Storage } from '../storage.js';

/** Milliseconds one request to EventStoreDB may take. */
const TIME_LIMIT = 3_000;

/** Requests to EventStoreDB under way at the most, in one replica. */
const MAX_IN_FLIGHT = 256;

/** How long a start waits for its servers before it goes on without them. */
const PATIENCE_MS = 5_000;

export interface ClusterUrls {
  /** `esdb://…` or `kurrentdb://…` */
  readonly eventStore: string;
  /** `postgres://…` */
  readonly database: string;
}

/**
 * The log in EventStoreDB, everything else in PostgreSQL. Servers that do not answer yet do not
 * keep the service from starting: it is not ready until they do, and then becomes so by itself.
 * @param tell says one line to the operator
 * @throws {CannotStart} when waiting would not help: a connection string, password or certificate that does not fit
 */
export async function openClusterStorage(
  { eventStore: eventStoreUrl, database }: ClusterUrls,
  tell: (line: string) => void,
): Promise<Storage> {
  const { client, credentials } = connectEventStoreDb(eventStoreUrl);
  const { streams } = accountsProjection;
  const eventStore = new EventStoreDbEventStore(client, {
    streams,
    timeLimit: TIME_LIMIT,
    maxInFlight: MAX_IN_FLIGHT,
    credentials,
  });
  const storage = openPostgresStorage(database, eventStore);
  const closing = new AbortController();
  const close = async () => {
    closing.abort();
    await Promise.all([storage.close(), eventStore.close()]);
  };
  try {
    await Promise.all([askEventStore(eventStore, tell), startDatabase(storage, closing.signal, tell)]);
  } catch (fault) {
    await close();
    throw fault;
  }
  return { ...storage, close };
}

async function askEventStore(
  eventStore: EventStoreDbEventStore,
  tell: (line: string) => void,
): Promise<void> {
  try {
    await eventStore.head();
  } catch (fault) {
    const reason = misconfiguration(fault);
    if (reason)
      throw new CannotStart(`EventStoreDB cannot be used: ${reason}. Look at EVENT_STORE_URL.`, fault);
    tell('EventStoreDB does not answer yet. Until it does, the service is not ready.');
  }
}

/** Waits for the database a while; then it goes on becoming ready in the background. */
async function startDatabase(
  storage: PostgresStorage,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<void> {
  let waiting = true;
  const started = storage.start(signal, tell).catch((fault: unknown) => {
    if (waiting) throw fault;
    tell(fault instanceof Error ? fault.message : String(fault));
  });
  await Promise.race([started, sleep(PATIENCE_MS, undefined, { ref: false })]);
  waiting = false;
}
