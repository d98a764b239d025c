import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFile } from '../sqlite/file-lock.js';
import { inTransaction, openSqlite } from '../sqlite/sqlite-database.js';
import type { Change, Projection, Table } from './projection.js';
import { ProjectionStore, type Lease, type ParkedEvent, type Progress } from './projection-store.js';

const MIGRATIONS = [
  `CREATE TABLE checkpoints (
     projection TEXT PRIMARY KEY,
     version    INTEGER NOT NULL,
     position   INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE parked_events (
     projection TEXT NOT NULL,
     position   INTEGER NOT NULL,
     stream     TEXT NOT NULL,
     event_id   TEXT NOT NULL,
     type       TEXT NOT NULL,
     error      TEXT NOT NULL,
     PRIMARY KEY (projection, position)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX parked_events_by_stream ON parked_events (stream);`,
];

/** The operating system takes the lock from nobody who runs. */
const NEVER = new AbortController().signal;
const TRY_EVERY_MS = 500;

/** Read models in one SQLite file, which may be deleted: it is made anew from the log. */
export class SqliteProjectionStore extends ProjectionStore {
  readonly db: DatabaseSync;
  private readonly statements: Record<'checkpoint' | 'advance' | 'park' | 'parked', StatementSync>;
  private readonly upserts = new Map<string, StatementSync>();

  /** @param path the database file, made when it is not there */
  constructor(private readonly path: string) {
    super();
    this.db = openSqlite(path, { synchronous: 'NORMAL', migrations: MIGRATIONS });
    const prepare = (sql: string) => this.db.prepare(sql);
    this.statements = {
      checkpoint: prepare('SELECT position FROM checkpoints WHERE projection = ? AND version = ?'),
      advance: prepare(
        'UPDATE checkpoints SET position = ? WHERE projection = ? AND version = ? AND position = ?',
      ),
      park: prepare('INSERT INTO parked_events VALUES (?, ?, ?, ?, ?, ?)'),
      parked: prepare('SELECT * FROM parked_events WHERE projection = ? ORDER BY position'),
    };
  }

  /** The service has it while it runs; a rebuild from the command line waits beside it. */
  override async acquire({ name }: Pick<Projection, 'name'>, signal: AbortSignal): Promise<Lease> {
    for (;;) {
      signal.throwIfAborted();
      const unlock = lockFile(`${this.path}-${name}.lock`);
      if (unlock) return { lost: NEVER, release: async () => unlock() };
      await sleep(TRY_EVERY_MS, undefined, { signal });
    }
  }

  override checkpoint({ name, version }: Projection): Promise<number | undefined> {
    return Promise.resolve(this.statements.checkpoint.get(name, version)?.['position'] as number | undefined);
  }

  override async commit(projection: Projection, { from, to, changes, parked }: Progress): Promise<boolean> {
    const { name, version, table } = projection;
    return inTransaction(this.db, () => {
      if (this.statements.advance.run(to, name, version, from).changes === 0) return false;
      for (const change of changes) this.upsert(table, change);
      for (const { position, stream, eventId, type, error } of parked) {
        this.statements.park.run(name, position, stream, eventId, type, error);
      }
      return true;
    });
  }

  override async reset({ name, version, table }: Projection): Promise<void> {
    inTransaction(this.db, () => {
      this.db.exec(`DROP TABLE IF EXISTS ${table.name}; ${definitionOf(table)}`);
      this.db.prepare('DELETE FROM parked_events WHERE projection = ?').run(name);
      this.db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, 0)').run(name, version);
    });
  }

  override parked({ name }: Projection): Promise<readonly ParkedEvent[]> {
    const rows = this.statements.parked.all(name).map((row) => ({
      position: row['position'] as number,
      stream: row['stream'] as string,
      eventId: row['event_id'] as string,
      type: row['type'] as string,
      error: row['error'] as string,
    }));
    return Promise.resolve(rows);
  }

  close(): void {
    this.db.close();
  }

  private upsert({ name, key }: Table, change: Change): void {
    const columns = Object.keys(change.set);
    const sql = `INSERT INTO ${name} (${[key, ...columns].join(', ')}) VALUES (?${', ?'.repeat(columns.length)})
      ON CONFLICT (${key}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;
    let statement = this.upserts.get(sql);
    if (!statement) this.upserts.set(sql, (statement = this.db.prepare(sql)));
    statement.run(change.key, ...Object.values(change.set));
  }
}

function definitionOf({ name, key, columns, indexes }: Table): string {
  const rest = Object.entries(columns).map(([column, type]) => `${column} ${type.toUpperCase()}`);
  return [
    `CREATE TABLE ${name} (${[`${key} TEXT PRIMARY KEY`, ...rest].join(', ')}) STRICT, WITHOUT ROWID;`,
    ...indexes.map((on) => `CREATE INDEX ${name}_by_${on.join('_')} ON ${name} (${on.join(', ')});`),
  ].join('\n');
}
