import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  startEventStoreDbProcess,
  type EventStoreDbProcess,
} from '../support/eventstoredb/server-process.js';
import { query, startPostgres, type TestPostgres } from '../support/postgres.js';
import { newFolder } from '../support/process.js';

let postgres: TestPostgres | undefined;
const eventStores: EventStoreDbProcess[] = [];
afterAll(async () => {
  for (const eventStore of eventStores) await eventStore.kill();
  await postgres?.remove();
});

/** An EventStoreDB test server and a PostgreSQL database, both empty, and nobody else's. */
export class Servers {
  private constructor(
    /** What a service on them is started with. */
    readonly environment: Readonly<Record<string, string>>,
    readonly database: string,
    private readonly file: string,
    public eventStore: EventStoreDbProcess,
  ) {}

  static async start(masterKeyFile: string): Promise<Servers> {
    postgres ??= await startPostgres();
    const [database, file] = [await postgres.newDatabase(), join(newFolder(), 'log')];
    const eventStore = await startEventStoreDbProcess(file);
    eventStores.push(eventStore);
    const environment = {
      EVENT_STORE_URL: eventStore.connectionString,
      DATABASE_URL: database,
      MASTER_KEY_FILE: masterKeyFile,
    };
    return new Servers(environment, database, file, eventStore);
  }

  /** Ends the event store, lets somebody at its file, and starts it again where it was. */
  async whileEventStoreIsDown(work: (log: DatabaseSync) => void): Promise<void> {
    await this.eventStore.kill();
    const log = new DatabaseSync(this.file);
    work(log);
    log.close();
    this.eventStore = await startEventStoreDbProcess(this.file, this.eventStore.port);
    eventStores.push(this.eventStore);
  }

  /** Whose keys are in the database. */
  async owners(): Promise<readonly string[]> {
    const sql = 'SELECT owner FROM countersign.wrapped_keys ORDER BY owner';
    return (await query<{ owner: string }>(this.database, sql)).map(({ owner }) => owner);
  }

  /** The log as it lies in the event store's file, but for the server's own events. */
  events(): readonly LoggedEvent[] {
    const log = new DatabaseSync(this.file, { readOnly: true });
    try {
      return readEvents(log, "SELECT * FROM log WHERE stream NOT LIKE '$%' ORDER BY position");
    } finally {
      log.close();
    }
  }
}

/** An event, and its bytes as text. */
export type LoggedEvent = Readonly<
  Record<'stream' | 'revision' | 'id' | 'type' | 'data' | 'metadata', unknown>
>;

/** The log as it lies in a data folder. */
export function eventsIn(folder: string): readonly LoggedEvent[] {
  const log = new DatabaseSync(join(folder, 'events.db'), { readOnly: true });
  try {
    return readEvents(log, 'SELECT * FROM events ORDER BY position');
  } finally {
    log.close();
  }
}

/** The signed heads as they lie in a data folder, the smallest first. */
export function headsIn(folder: string): readonly Readonly<Record<string, unknown>>[] {
  const evidence = new DatabaseSync(join(folder, 'evidence.db'), { readOnly: true });
  try {
    const rows = evidence.prepare('SELECT * FROM tree_heads ORDER BY tree_size').all();
    return rows.map((row) => ({ ...row }));
  } finally {
    evidence.close();
  }
}

function readEvents(log: DatabaseSync, sql: string): readonly LoggedEvent[] {
  const text = (bytes: unknown) =>
    bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : (bytes as string);
  return log
    .prepare(sql)
    .all()
    .map(({ stream, revision, id, type, data, metadata }) => {
      return { stream, revision, id, type, data: text(data), metadata: text(metadata) };
    });
}
