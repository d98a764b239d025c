import type { DatabaseSync } from 'node:sqlite';
import { GroupCommit } from './group-commit.js';
import { openSqlite } from './sqlite-database.js';
import { WriteAheadLog } from './write-ahead-log.js';

const MIGRATIONS = [
  `CREATE TABLE challenges (
     token_hash    TEXT PRIMARY KEY,
     account_id    TEXT NOT NULL,
     enrollment_id TEXT NOT NULL,
     expires_at    INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX challenges_by_expiry ON challenges (expires_at);
   CREATE TABLE sessions (
     token_hash      TEXT PRIMARY KEY,
     id              TEXT NOT NULL UNIQUE,
     account_id      TEXT NOT NULL,
     assurance_level TEXT NOT NULL,
     amr             TEXT NOT NULL,
     created_at      INTEGER NOT NULL,
     expires_at      INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sessions_by_account ON sessions (account_id);
   CREATE INDEX sessions_by_expiry ON sessions (expires_at);
   CREATE TABLE api_keys (
     token_hash TEXT PRIMARY KEY,
     id         TEXT NOT NULL UNIQUE,
     name       TEXT NOT NULL,
     role       TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     revoked_at INTEGER
   ) STRICT, WITHOUT ROWID;`,
  `ALTER TABLE challenges ADD COLUMN password_version INTEGER NOT NULL DEFAULT 1;
   ALTER TABLE sessions ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN sealed_client TEXT;
   UPDATE sessions SET last_used_at = created_at;
   CREATE TABLE password_attempts (
     key     TEXT PRIMARY KEY,
     full_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX password_attempts_by_time ON password_attempts (full_at);
   CREATE TABLE known_networks (
     key          TEXT PRIMARY KEY,
     last_seen_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX known_networks_by_time ON known_networks (last_seen_at);`,
  `CREATE TABLE log_mark (
     id          INTEGER PRIMARY KEY CHECK (id = 1),
     position    INTEGER NOT NULL,
     stream      TEXT,
     revision    INTEGER,
     event_id    TEXT,
     restored_at INTEGER
   ) STRICT;
   CREATE TABLE outbox (
     id         TEXT PRIMARY KEY,
     type       TEXT NOT NULL,
     account_id TEXT NOT NULL,
     at         TEXT NOT NULL,
     details    TEXT NOT NULL,
     attempts   INTEGER NOT NULL,
     due_at     INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX outbox_by_time ON outbox (due_at, id);
   CREATE TABLE parked_notifications (
     id    TEXT PRIMARY KEY,
     error TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

/**
 * The file of what lets someone in for a while: challenges, sessions, API keys; attempts at
 * passwords, and the networks accounts are known in; how far the log had come, and what owners
 * are still to be told of it.
 *
 * What is read from it may be a moment short of durable. That harms nobody: either it
 * takes something away, or it belongs to a token that is told only once it is durable.
 */
export class AccessDatabase {
  readonly db: DatabaseSync;
  readonly commits: GroupCommit;
  private readonly log: WriteAheadLog;

  /** @param path the database file, made when it is not there */
  constructor(path: string) {
    this.db = openSqlite(path, { synchronous: 'FULL', migrations: MIGRATIONS });
    this.log = new WriteAheadLog(path);
    this.commits = new GroupCommit(this.db, this.log);
  }

  /** Commits what is waiting and closes the file. */
  close(): void {
    this.commits.flush();
    this.log.close();
    this.db.close();
  }
}
