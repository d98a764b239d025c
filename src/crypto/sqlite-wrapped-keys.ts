import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GroupCommit } from '../sqlite/group-commit.js';
import { openSqlite, withoutWaiting } from '../sqlite/sqlite-database.js';
import { WriteAheadLog } from '../sqlite/write-ahead-log.js';
import { WrappedKeys, type WrappedKey } from './wrapped-keys.js';

const MIGRATIONS = [
  `CREATE TABLE wrapped_keys (
     owner   TEXT PRIMARY KEY,
     wrapped TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

export class SqliteWrappedKeys extends WrappedKeys {
  private readonly db: DatabaseSync;
  private readonly log: WriteAheadLog;
  private readonly commits: GroupCommit;
  private readonly statements: Record<
    'insert' | 'update' | 'delete' | 'select' | 'count' | 'following' | 'cutLog',
    StatementSync
  >;
  /** The log may hold a key that was destroyed: also one of before, when the service died behind it. */
  private mustCutLog = true;

  /** @param path the database file, made when it is not there */
  constructor(path: string) {
    super();
    this.db = openSqlite(path, { synchronous: 'FULL', migrations: MIGRATIONS });
    this.log = new WriteAheadLog(path);
    this.commits = new GroupCommit(this.db, this.log);
    const prepare = (sql: string) => this.db.prepare(sql);
    this.statements = {
      insert: prepare('INSERT INTO wrapped_keys (owner, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING'),
      update: prepare('UPDATE wrapped_keys SET wrapped = ? WHERE owner = ? AND wrapped = ?'),
      delete: prepare('DELETE FROM wrapped_keys WHERE owner = ?'),
      select: prepare('SELECT wrapped FROM wrapped_keys WHERE owner = ?'),
      count: prepare(
        `SELECT substr(wrapped, 1, instr(wrapped, '.') - 1) AS id, count(*) AS count FROM wrapped_keys GROUP BY 1`,
      ),
      following: prepare('SELECT owner, wrapped FROM wrapped_keys WHERE owner > ? ORDER BY owner LIMIT ?'),
      cutLog: prepare('PRAGMA wal_checkpoint(TRUNCATE)'),
    };
  }

  override keep(owner: string, wrapped: string): Promise<string> {
    return this.commits.write(() => {
      this.statements.insert.run(owner, wrapped);
      return this.read(owner) ?? wrapped;
    });
  }

  override async find(owner: string): Promise<string | undefined> {
    const wrapped = this.read(owner);
    // Nothing may be sealed under a key that could still get lost.
    await this.commits.durable();
    return wrapped;
  }

  override replace(owner: string, from: string, to: string): Promise<boolean> {
    return this.commits.write(() => this.statements.update.run(to, owner, from).changes === 1);
  }

  override async destroy(owner: string): Promise<boolean> {
    const wasThere = await this.commits.write(() => this.statements.delete.run(owner).changes === 1);
    this.mustCutLog ||= wasThere;
    await this.destroyCopies();
    return wasThere;
  }

  /**
   * The page is overwritten in the file (`secure_delete`); this takes older copies of it out of the log, which cannot be
   * cut off while somebody reads from it: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
   */
  override destroyCopies(): Promise<boolean> {
    this.mustCutLog &&= !this.cutLog();
    return Promise.resolve(!this.mustCutLog);
  }

  override countByMasterKey(): Promise<ReadonlyMap<string, number>> {
    const rows = this.statements.count.all() as unknown as readonly { id: string; count: number }[];
    return Promise.resolve(new Map(rows.map(({ id, count }) => [id, count])));
  }

  override page(after: string, limit: number): Promise<readonly WrappedKey[]> {
    const rows = this.statements.following.all(after, limit) as unknown as readonly WrappedKey[];
    return Promise.resolve(rows.map(({ owner, wrapped }) => ({ owner, wrapped })));
  }

  close(): void {
    this.commits.flush();
    this.log.close();
    this.db.close();
  }

  /** @returns false when somebody reads, for whom nobody is to wait here */
  private cutLog(): boolean {
    return withoutWaiting(this.db, () => this.statements.cutLog.get()?.['busy'] === 0);
  }

  private read(owner: string): string | undefined {
    return this.statements.select.get(owner)?.['wrapped'] as string | undefined;
  }
}
