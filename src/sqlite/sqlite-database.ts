import { DatabaseSync } from 'node:sqlite';

export interface SqliteOptions {
  /**
   * `FULL` keeps every commit through a loss of power; `NORMAL` may lose the newest
   * ones then, and is for what can be rebuilt.
   */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** One script per schema version, oldest first; never edited once released. */
  readonly migrations: readonly string[];
}

const BUSY_TIMEOUT_MS = 5_000;

/** Pages in the write-ahead log before they go to their places: four times SQLite's own, since each time costs flushes. */
const CHECKPOINT_PAGES = 4_000;

/** Keys and challenges are found at random places: SQLite's own 2 MB would ask the system for most of them. */
const CACHE_KIB = 16 * 1_024;

/** Opens a database file in WAL mode and brings its schema up to date. */
export function openSqlite(path: string, { synchronous, migrations }: SqliteOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA secure_delete = ON;
      PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)}; PRAGMA cache_size = -${String(CACHE_KIB)};`);
    inTransaction(db, () => {
      migrate(db, migrations);
    });
  } catch (fault) {
    db.close();
    throw fault;
  }
  return db;
}

/** Runs `work` in one transaction: all of it is kept, or none. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (fault) {
    // SQLite ends the transaction by itself on some faults (a full disk, for one).
    if (db.isTransaction) db.exec('ROLLBACK');
    throw fault;
  }
}

/** Does `work` without waiting for others who use the file: it is told that it is busy. */
export function withoutWaiting<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA busy_timeout = 0');
  try {
    return work();
  } finally {
    db.exec(`PRAGMA busy_timeout = ${String(BUSY_TIMEOUT_MS)}`);
  }
}

function migrate(db: DatabaseSync, migrations: readonly string[]): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > migrations.length) {
    throw new Error(`it was written by a newer version of Countersign (schema ${String(version)})`);
  }
  for (const script of migrations.slice(version)) db.exec(script);
  db.exec(`PRAGMA user_version = ${String(migrations.length)}`);
}
