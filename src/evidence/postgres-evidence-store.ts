import type { PostgresDatabase } from '../postgres/postgres-database.js';
import type { Schema } from '../postgres/schema.js';
import { EvidenceStore, type Growth, type TreeProgress } from './evidence-store.js';
import type { TilePlace } from './tiles.js';
import type { SignedTreeHead } from './tree-head.js';

/** Tree and heads in PostgreSQL. */
export class PostgresEvidenceStore extends EvidenceStore {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  override async progress(): Promise<TreeProgress | undefined> {
    const row = await this.database.db.selectFrom('tree').selectAll().executeTakeFirst();
    if (!row) return undefined;
    const { size, position, stream, revision } = row;
    return { size, last: { position, stream, revision } };
  }

  override grow({ from, to: { size, last }, tiles }: Growth): Promise<boolean> {
    const { position, stream, revision } = last;
    const row = { size, position, stream, revision };
    return this.database.db.transaction().execute(async (transaction) => {
      const changed =
        from === 0
          ? await transaction
              .insertInto('tree')
              .values({ id: 1, ...row })
              .onConflict((found) => found.column('id').doNothing())
              .returning('id')
              .execute()
          : await transaction.updateTable('tree').set(row).where('size', '=', from).returning('id').execute();
      if (changed.length === 0) return false;
      for (const { level, index: place, firstPosition: first_position, hashes } of tiles) {
        await transaction
          .insertInto('tree_tiles')
          .values({ level, place, first_position, hashes })
          .onConflict((found) =>
            found.columns(['level', 'place']).doUpdateSet({
              hashes,
              // Changes it only where it is new.
              ...(first_position !== null && { first_position }),
            }),
          )
          .execute();
      }
      return true;
    });
  }

  override async tile({ level, index }: TilePlace): Promise<Buffer | undefined> {
    const row = await this.database.db
      .selectFrom('tree_tiles')
      .select('hashes')
      .where('level', '=', level)
      .where('place', '=', index)
      .executeTakeFirst();
    return row?.hashes;
  }

  override tileAt(position: number) {
    return this.database.db
      .selectFrom('tree_tiles')
      .select(['place as index', 'first_position as firstPosition'])
      .$narrowType<{ firstPosition: number }>()
      .where('first_position', '<=', position)
      .orderBy('first_position', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  override async keepHead(head: SignedTreeHead): Promise<void> {
    await this.database.db
      .insertInto('tree_heads')
      .values({
        tree_size: head.treeSize,
        root_hash: head.rootHash,
        signed_at: head.signedAt,
        key_id: head.keyId,
        signature: head.signature,
      })
      .onConflict((found) => found.column('tree_size').doNothing())
      .execute();
  }

  override async heads(after: number, limit: number): Promise<readonly SignedTreeHead[]> {
    const rows = await this.database.db
      .selectFrom('tree_heads')
      .selectAll()
      .where('tree_size', '>', after)
      .orderBy('tree_size')
      .limit(limit)
      .execute();
    return rows.map(fromRow);
  }

  override async latestHead(): Promise<SignedTreeHead | undefined> {
    const row = await this.database.db
      .selectFrom('tree_heads')
      .selectAll()
      .orderBy('tree_size', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  override async deliveredUpTo(): Promise<number> {
    const row = await this.database.db.selectFrom('delivered_heads').select('up_to_size').executeTakeFirst();
    return row?.up_to_size ?? 0;
  }

  override async delivered(treeSize: number): Promise<void> {
    await this.database.db
      .insertInto('delivered_heads')
      .values({ id: 1, up_to_size: treeSize })
      .onConflict((found) =>
        found
          .column('id')
          .doUpdateSet({ up_to_size: treeSize })
          .where('delivered_heads.up_to_size', '<', treeSize),
      )
      .execute();
  }

  override async forget(): Promise<void> {
    await this.database.db.transaction().execute(async (transaction) => {
      for (const table of ['tree', 'tree_tiles', 'tree_heads', 'delivered_heads'] as const) {
        await transaction.deleteFrom(table).execute();
      }
    });
  }
}

function fromRow(row: Schema['tree_heads']): SignedTreeHead {
  return {
    treeSize: row.tree_size,
    rootHash: row.root_hash,
    signedAt: row.signed_at,
    keyId: row.key_id,
    signature: row.signature,
  };
}
