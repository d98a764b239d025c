import type { Client } from 'pg';
import { advisoryKey } from './advisory-key.js';

/** The schema everything is in, so that other programs may share the database. */
export const SCHEMA = 'countersign';

/**
 * One script per schema version, oldest first; never edited once released. Replicas of the
 * version before go on working on what a script leaves. Names and hashes compare byte by
 * byte (`COLLATE "C"`), whatever the language of the database.
 */
const MIGRATIONS = [
  `CREATE TABLE wrapped_keys (
     owner   text COLLATE "C" PRIMARY KEY,
     wrapped text NOT NULL
   );
   CREATE TABLE challenges (
     token_hash    text COLLATE "C" PRIMARY KEY,
     account_id    text COLLATE "C" NOT NULL,
     enrollment_id text COLLATE "C" NOT NULL,
     expires_at    timestamptz NOT NULL
   );
   CREATE INDEX challenges_by_expiry ON challenges (expires_at);
   CREATE TABLE sessions (
     token_hash      text COLLATE "C" PRIMARY KEY,
     id              text COLLATE "C" NOT NULL UNIQUE,
     account_id      text COLLATE "C" NOT NULL,
     assurance_level text NOT NULL,
     amr             text[] NOT NULL,
     created_at      timestamptz NOT NULL,
     expires_at      timestamptz NOT NULL
   );
   CREATE INDEX sessions_by_account ON sessions (account_id);
   CREATE INDEX sessions_by_expiry ON sessions (expires_at);
   CREATE TABLE api_keys (
     token_hash text COLLATE "C" PRIMARY KEY,
     id         text COLLATE "C" NOT NULL UNIQUE,
     name       text NOT NULL,
     role       text NOT NULL,
     created_at timestamptz NOT NULL,
     revoked_at timestamptz
   );
   CREATE TABLE checkpoints (
     projection text COLLATE "C" PRIMARY KEY,
     version    integer NOT NULL,
     position   bigint NOT NULL
   );
   CREATE TABLE parked_events (
     projection text COLLATE "C" NOT NULL,
     position   bigint NOT NULL,
     stream     text COLLATE "C" NOT NULL,
     event_id   text NOT NULL,
     type       text NOT NULL,
     error      text NOT NULL,
     PRIMARY KEY (projection, position)
   );
   CREATE INDEX parked_events_by_stream ON parked_events (stream);`,
  `ALTER TABLE challenges ADD COLUMN password_version integer NOT NULL DEFAULT 1;
   ALTER TABLE sessions
     ADD COLUMN last_used_at  timestamptz NOT NULL DEFAULT now(),
     ADD COLUMN sealed_client text;
   UPDATE sessions SET last_used_at = created_at;
   CREATE TABLE password_attempts (
     key     text COLLATE "C" PRIMARY KEY,
     full_at timestamptz NOT NULL
   );
   CREATE INDEX password_attempts_by_time ON password_attempts (full_at);
   CREATE TABLE known_networks (
     key          text COLLATE "C" PRIMARY KEY,
     last_seen_at timestamptz NOT NULL
   );
   CREATE INDEX known_networks_by_time ON known_networks (last_seen_at);`,
  `CREATE TABLE log_mark (
     id          integer PRIMARY KEY CHECK (id = 1),
     position    bigint NOT NULL,
     stream      text COLLATE "C",
     revision    bigint,
     event_id    text COLLATE "C",
     restored_at timestamptz
   );
   CREATE TABLE outbox (
     id         text COLLATE "C" PRIMARY KEY,
     type       text NOT NULL,
     account_id text COLLATE "C" NOT NULL,
     at         text NOT NULL,
     details    text NOT NULL,
     attempts   integer NOT NULL,
     due_at     timestamptz NOT NULL
   );
   CREATE INDEX outbox_by_time ON outbox (due_at, id);
   CREATE TABLE parked_notifications (
     id    text COLLATE "C" PRIMARY KEY,
     error text NOT NULL
   );`,
  `CREATE TABLE tree (
     id       integer PRIMARY KEY CHECK (id = 1),
     size     bigint NOT NULL,
     position bigint NOT NULL,
     stream   text COLLATE "C" NOT NULL,
     revision bigint NOT NULL
   );
   CREATE TABLE tree_tiles (
     level          integer NOT NULL,
     place          bigint NOT NULL,
     first_position bigint,
     hashes         bytea NOT NULL,
     PRIMARY KEY (level, place)
   );
   CREATE INDEX tree_tiles_by_position ON tree_tiles (first_position);
   CREATE TABLE tree_heads (
     tree_size bigint PRIMARY KEY,
     root_hash text NOT NULL,
     signed_at text NOT NULL,
     key_id    text NOT NULL,
     signature text NOT NULL
   );`,
  `CREATE TABLE delivered_heads (
     id         integer PRIMARY KEY CHECK (id = 1),
     up_to_size bigint NOT NULL
   );`,
];

/** The schema was made by a newer version of this program. */
export class SchemaTooNew extends Error {
  readonly code = 'SCHEMA_TOO_NEW';
  constructor(version: number) {
    super(`its schema was written by a newer version of Countersign (schema ${String(version)})`);
    this.name = 'SchemaTooNew';
  }
}

/**
 * Brings the schema up to date, in one transaction, while others that would do the same wait.
 * @param scripts for tests
 * @throws {SchemaTooNew}
 */
export async function migrate(client: Client, scripts: readonly string[] = MIGRATIONS): Promise<void> {
  await client.query('BEGIN; SET LOCAL statement_timeout = 0;');
  await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryKey('migrations')]);
  // Asked first: "IF NOT EXISTS" wants the right to make a schema also when there is one.
  const { rows: made } = await client.query('SELECT 1 WHERE to_regnamespace($1) IS NOT NULL', [SCHEMA]);
  if (made.length === 0) await client.query(`CREATE SCHEMA ${SCHEMA}`);
  await client.query(
    'CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const { rows } = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM migrations',
  );
  const version = rows[0]?.version ?? 0;
  if (version > scripts.length) throw new SchemaTooNew(version);
  for (const [index, script] of scripts.entries()) {
    if (index < version) continue;
    await client.query(script);
    await client.query('INSERT INTO migrations (version) VALUES ($1)', [index + 1]);
  }
  await client.query('COMMIT');
}
