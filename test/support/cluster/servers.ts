/*
 * The servers of all clusters under test, a program of its own: one PostgreSQL with a database for each
 * cluster, and an EventStoreDB test server for each.
 */
import { EventStoreDbServer } from '../eventstoredb/eventstoredb-server.js';
import { query, startPostgres } from '../postgres.js';
import { serveParent } from '../hosts/program.js';

interface ServerUrls {
  readonly eventStore: string;
  readonly database: string;
}

const TABLES = `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`;

const postgres = await startPostgres();
const eventStores = new Map<string, EventStoreDbServer>();

const servers = {
  add: async (): Promise<ServerUrls> => {
    const [server, database] = await Promise.all([EventStoreDbServer.start(), postgres.newDatabase()]);
    eventStores.set(server.connectionString, server);
    return { eventStore: server.connectionString, database };
  },

  /** Every event of a log, and every row of a database, as text. */
  kept: async ({ eventStore, database }: ServerUrls): Promise<Readonly<Record<string, string>>> => {
    const records = [...eventStores.get(eventStore)!.store.log.forwards(0)];
    const events = records.map(({ stream, type, data, metadata }) =>
      [stream, type, ...[data, metadata].map((bytes) => Buffer.from(bytes).toString())].join('\n'),
    );
    const kept: Record<string, string> = { events: events.join('\n') };
    for (const { name } of await query<{ name: string }>(database, TABLES)) {
      const rows = await query<{ row: string }>(
        database,
        `SELECT row_to_json(t)::text AS row FROM ${name} t`,
      );
      kept[name] = rows.map(({ row }) => row).join('\n');
    }
    return kept;
  },

  remove: async ({ eventStore, database }: ServerUrls): Promise<void> => {
    await eventStores.get(eventStore)?.close();
    eventStores.delete(eventStore);
    const name = new URL(database).pathname.slice(1);
    await query(new URL('/postgres', database).href, `DROP DATABASE ${name} WITH (FORCE)`);
  },
};
export type Servers = typeof servers;

await serveParent(servers, () => postgres.remove());
