import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GroupCommit } from '../sqlite/group-commit.js';
import { openSqlite } from '../sqlite/sqlite-database.js';
import { WriteAheadLog } from '../sqlite/write-ahead-log.js';
import { EvidenceStore, type Growth, type TreeProgress } from './evidence-store.js';
import type { TilePlace } from './tiles.js';
import type { SignedTreeHead } from './tree-head.js';

const MIGRATIONS = [
  `CREATE TABLE tree (
     id       INTEGER PRIMARY KEY CHECK (id = 1),
     size     INTEGER NOT NULL,
     position INTEGER NOT NULL,
     stream   TEXT NOT NULL,
     revision INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE tree_tiles (
     level          INTEGER NOT NULL,
     place          INTEGER NOT NULL,
     first_position INTEGER,
     hashes         BLOB NOT NULL,
     UNIQUE (level, place)
   ) STRICT;
   CREATE INDEX tree_tiles_by_position ON tree_tiles (first_position, place);
   CREATE TABLE tree_heads (
     tree_size INTEGER PRIMARY KEY,
     root_hash TEXT NOT NULL,
     signed_at TEXT NOT NULL,
     key_id    TEXT NOT NULL,
     signature TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE delivered_heads (
     id         INTEGER PRIMARY KEY CHECK (id = 1),
     up_to_size INTEGER NOT NULL
   ) STRICT;`,
];

/** Tree and heads in an SQLite file of their own. */
export class SqliteEvidenceStore extends EvidenceStore {
  private readonly db: DatabaseSync;
  private readonly log: WriteAheadLog;
  private readonly commits: GroupCommit;
  private readonly statements: Record<
    | 'progress'
    | 'begin'
    | 'advance'
    | 'put'
    | 'tile'
    | 'tileAt'
    | 'keepHead'
    | 'heads'
    | 'latest'
    | 'deliveredUpTo'
    | 'delivered',
    StatementSync
  >;

  /** @param path the database file, made when it is not there */
  constructor(path: string) {
    super();
    this.db = openSqlite(path, { synchronous: 'FULL', migrations: MIGRATIONS });
    this.log = new WriteAheadLog(path);
    this.commits = new GroupCommit(this.db, this.log);
    const prepare = (sql: string) => this.db.prepare(sql);
    this.statements = {
      progress: prepare('SELECT size, position, stream, revision FROM tree'),
      begin: prepare(
        'INSERT INTO tree (id, size, position, stream, revision) VALUES (1, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ),
      advance: prepare(
        'UPDATE tree SET size = ?, position = ?, stream = ?, revision = ? WHERE id = 1 AND size = ?',
      ),
      put: prepare(
        `INSERT INTO tree_tiles (level, place, first_position, hashes) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET hashes = excluded.hashes,
           first_position = coalesce(excluded.first_position, tree_tiles.first_position)`,
      ),
      tile: prepare('SELECT hashes FROM tree_tiles WHERE level = ? AND place = ?'),
      tileAt: prepare(
        'SELECT place AS "index", first_position AS firstPosition FROM tree_tiles WHERE first_position <= ? ORDER BY first_position DESC LIMIT 1',
      ),
      keepHead: prepare(
        `INSERT INTO tree_heads (tree_size, root_hash, signed_at, key_id, signature) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      ),
      heads: prepare('SELECT * FROM tree_heads WHERE tree_size > ? ORDER BY tree_size LIMIT ?'),
      latest: prepare('SELECT * FROM tree_heads ORDER BY tree_size DESC LIMIT 1'),
      deliveredUpTo: prepare('SELECT up_to_size FROM delivered_heads'),
      delivered: prepare(
        `INSERT INTO delivered_heads (id, up_to_size) VALUES (1, ?)
         ON CONFLICT DO UPDATE SET up_to_size = max(up_to_size, excluded.up_to_size)`,
      ),
    };
  }

  override progress(): Promise<TreeProgress | undefined> {
    const row = this.statements.progress.get() as
      { size: number; position: number; stream: string; revision: number } | undefined;
    if (!row) return Promise.resolve(undefined);
    const { size, position, stream, revision } = row;
    return Promise.resolve({ size, last: { position, stream, revision } });
  }

  override grow({ from, to: { size, last }, tiles }: Growth): Promise<boolean> {
    return this.commits.write(() => {
      const place = [size, last.position, last.stream, last.revision] as const;
      const { changes } =
        from === 0 ? this.statements.begin.run(...place) : this.statements.advance.run(...place, from);
      if (changes === 0) return false;
      for (const { level, index, firstPosition, hashes } of tiles) {
        this.statements.put.run(level, index, firstPosition, hashes);
      }
      return true;
    });
  }

  override tile({ level, index }: TilePlace): Promise<Buffer | undefined> {
    const hashes = this.statements.tile.get(level, index)?.['hashes'] as Uint8Array | undefined;
    return Promise.resolve(hashes && Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength));
  }

  override tileAt(position: number) {
    const row = this.statements.tileAt.get(position) as { index: number; firstPosition: number } | undefined;
    return Promise.resolve(row && { ...row });
  }

  override async keepHead({ treeSize, rootHash, signedAt, keyId, signature }: SignedTreeHead): Promise<void> {
    await this.commits.write(() =>
      this.statements.keepHead.run(treeSize, rootHash, signedAt, keyId, signature),
    );
  }

  override heads(after: number, limit: number): Promise<readonly SignedTreeHead[]> {
    return Promise.resolve(this.statements.heads.all(after, limit).map(fromRow));
  }

  override latestHead(): Promise<SignedTreeHead | undefined> {
    const row = this.statements.latest.get();
    return Promise.resolve(row && fromRow(row));
  }

  override deliveredUpTo(): Promise<number> {
    const size = this.statements.deliveredUpTo.get()?.['up_to_size'] as number | undefined;
    return Promise.resolve(size ?? 0);
  }

  override async delivered(treeSize: number): Promise<void> {
    await this.commits.write(() => this.statements.delivered.run(treeSize));
  }

  override async forget(): Promise<void> {
    await this.commits.write(() => {
      this.db.exec(
        'DELETE FROM tree; DELETE FROM tree_tiles; DELETE FROM tree_heads; DELETE FROM delivered_heads;',
      );
    });
  }

  /** Commits what is waiting and closes the file. */
  close(): void {
    this.commits.flush();
    this.log.close();
    this.db.close();
  }
}

function fromRow(row: Record<string, unknown>): SignedTreeHead {
  return {
    treeSize: row['tree_size'] as number,
    rootHash: row['root_hash'] as string,
    signedAt: row['signed_at'] as string,
    keyId: row['key_id'] as string,
    signature: row['signature'] as string,
  };
}
