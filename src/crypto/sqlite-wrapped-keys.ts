import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GroupCommit } from '../sqlite/group-commit.js';
import { openSqlite } from '../sqlite/sqlite-database.js';
import { WrappedKeys } from './wrapped-keys.js';

const MIGRATIONS = [
  `CREATE TABLE wrapped_keys (
     owner   TEXT PRIMARY KEY,
     wrapped TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

export class SqliteWrappedKeys extends WrappedKeys {
  private readonly db: DatabaseSync;
  private readonly commits: GroupCommit;
  private readonly insert: StatementSync;
  private readonly select: StatementSync;

  /** @param path the database file, made when it is not there */
  constructor(path: string) {
    super();
    this.db = openSqlite(path, { synchronous: 'FULL', migrations: MIGRATIONS });
    this.commits = new GroupCommit(this.db);
    this.insert = this.db.prepare(
      'INSERT INTO wrapped_keys (owner, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    this.select = this.db.prepare('SELECT wrapped FROM wrapped_keys WHERE owner = ?');
  }

  override keep(owner: string, wrapped: string): Promise<string> {
    return this.commits.write(() => {
      this.insert.run(owner, wrapped);
      return this.read(owner) ?? wrapped;
    });
  }

  override find(owner: string): Promise<string | undefined> {
    return Promise.resolve(this.read(owner));
  }

  close(): void {
    this.commits.flush();
    this.db.close();
  }

  private read(owner: string): string | undefined {
    return this.select.get(owner)?.['wrapped'] as string | undefined;
  }
}
