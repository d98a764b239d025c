/*
 * The service as `npm run build` made it, with the types of its source: Node runs the
 * bench as it is, but the service's decorators have to be compiled.
 */
import type * as App from '../src/app.js';
import type * as AccountState from '../src/accounts/account.state.js';
import type * as UsernameDecider from '../src/accounts/username.decider.js';
import type * as DecidingEvents from '../src/audit/deciding-events.js';
import type * as HistoryEvents from '../src/audit/history-events.js';
import type * as ReadTwoFactorAt from '../src/audit/read-two-factor-at.query.js';
import type * as Foundation from '../src/cli/foundation.js';
import type * as Config from '../src/config/config.js';
import type * as Token from '../src/crypto/token.js';
import type * as Vault from '../src/crypto/vault.js';
import type * as Decisions from '../src/event-store/decisions.js';
import type * as StreamName from '../src/event-store/stream-name.js';
import type * as AuthenticatedLog from '../src/event-store/authenticated-log.js';
import type * as EventMac from '../src/event-store/event-mac.js';
import type * as LogKey from '../src/event-store/log-key.js';
import type * as LogGuard from '../src/event-store/log-guard.js';
import type * as EventStoreDbConnection from '../src/event-store/eventstoredb-connection.js';
import type * as EventStoreDbEventStore from '../src/event-store/eventstoredb-event-store.js';
import type * as Notary from '../src/evidence/notary.js';
import type * as TreeKeeper from '../src/evidence/tree-keeper.js';
import type * as EventLogMigrations from '../src/event-store/sqlite-event-log-migrations.js';
import type * as SqliteEventStore from '../src/event-store/sqlite-event-store.js';
import type * as SqliteDatabase from '../src/sqlite/sqlite-database.js';
import type * as Totp from '../src/two-factor/totp.js';
import type * as TwoFactorState from '../src/two-factor/two-factor.state.js';
import type { Foundation as FoundationType } from '../src/foundation.module.js';
import { fileURLToPath } from 'node:url';

const dist = new URL('../dist/', import.meta.url);

/** The command line of the service, for `node`. */
export const MAIN = fileURLToPath(new URL('main.js', dist));

export const { createApp } = await built<typeof App>('app.js');
export const { account } = await built<typeof AccountState>('accounts/account.state.js');
export const { username } = await built<typeof UsernameDecider>('accounts/username.decider.js');
export const { layFoundation } = await built<typeof Foundation>('cli/foundation.js');
export const { settings } = await built<typeof Config>('config/config.js');
export const { newToken, hashToken } = await built<typeof Token>('crypto/token.js');
export const { Vault: AccountVault } = await built<typeof Vault>('crypto/vault.js');
export const { EventMacs: LogMacs } = await built<typeof EventMac>('event-store/event-mac.js');
const { LogKey: TheKey } = await built<typeof LogKey>('event-store/log-key.js');
const decisions = await built<typeof Decisions>('event-store/decisions.js');
export const { toAppend } = decisions;
export const { streamOf } = await built<typeof StreamName>('event-store/stream-name.js');
export const { connectEventStoreDb } = await built<typeof EventStoreDbConnection>(
  'event-store/eventstoredb-connection.js',
);
export const { EventStoreDbEventStore: ClusterLog } = await built<typeof EventStoreDbEventStore>(
  'event-store/eventstoredb-event-store.js',
);
export const { EVENT_LOG_MIGRATIONS } = await built<typeof EventLogMigrations>(
  'event-store/sqlite-event-log-migrations.js',
);
export const { SqliteEventStore: EventLog } = await built<typeof SqliteEventStore>(
  'event-store/sqlite-event-store.js',
);
export const { Notary: LogNotary } = await built<typeof Notary>('evidence/notary.js');
export const { TreeKeeper: LogTree } = await built<typeof TreeKeeper>('evidence/tree-keeper.js');
export const { openSqlite, inTransaction } = await built<typeof SqliteDatabase>('sqlite/sqlite-database.js');
export const { codeAt, newSecret, timeStep } = await built<typeof Totp>('two-factor/totp.js');
export const { twoFactor } = await built<typeof TwoFactorState>('two-factor/two-factor.state.js');

/** What a foundation's events are authenticated with, or those of a copy of its log. */
export function logKey(
  { masterKeys, storage }: Pick<FoundationType, 'masterKeys' | 'storage'>,
  events = storage.eventStore,
) {
  return new TheKey(storage.wrappedKeys, masterKeys, events);
}

/** The parts that read the past of an account. */
export const timeTravel = {
  ...(await built<typeof AuthenticatedLog>('event-store/authenticated-log.js')),
  ...decisions,
  ...(await built<typeof LogGuard>('event-store/log-guard.js')),
  ...(await built<typeof HistoryEvents>('audit/history-events.js')),
  ...(await built<typeof DecidingEvents>('audit/deciding-events.js')),
  ...(await built<typeof ReadTwoFactorAt>('audit/read-two-factor-at.query.js')),
};

async function built<M>(path: string): Promise<M> {
  return (await import(new URL(path, dist).href)) as M;
}
