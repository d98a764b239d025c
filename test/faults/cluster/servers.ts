import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  startEventStoreDbProcess,
  type EventStoreDbProcess,
} from '../../support/eventstoredb/server-process.js';
import { startPostgres, type TestPostgres } from '../../support/postgres.js';
import { freePort } from '../../support/free-port.js';
import { newFolder, start, type Running } from '../../support/process.js';

/** An EventStoreDB that can be killed, and started again on its port with what it had answered. */
class EventStore {
  private process: EventStoreDbProcess | undefined;

  private constructor(
    readonly file: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<EventStore> {
    const eventStore = new EventStore(join(newFolder(), 'log.db'), await freePort());
    await eventStore.startAgain();
    return eventStore;
  }

  get url(): string {
    return `esdb://127.0.0.1:${String(this.port)}?tls=false`;
  }

  /** The server that runs, to make it misbehave. */
  get server(): EventStoreDbProcess {
    if (!this.process) throw new Error('The event store does not run');
    return this.process;
  }

  /** Ends it, without a word to it. */
  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = undefined;
  }

  async startAgain(): Promise<void> {
    this.process ??= await startEventStoreDbProcess(this.file, this.port);
  }
}

/** The servers a cluster stands on, each a process of its own. */
export interface Servers {
  readonly eventStore: EventStore;
  readonly postgres: TestPostgres;
  readonly databaseUrl: string;
  /** The settings of a replica. */
  readonly environment: Readonly<Record<'EVENT_STORE_URL' | 'DATABASE_URL' | 'MASTER_KEY', string>>;
  /** Starts a replica, with settings of its own besides. */
  readonly replica: (settings?: Readonly<Record<string, string>>) => Promise<Running>;
  readonly remove: () => Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const [eventStore, postgres] = await Promise.all([EventStore.start(), startPostgres()]);
  const databaseUrl = await postgres.newDatabase();
  const environment = {
    EVENT_STORE_URL: eventStore.url,
    DATABASE_URL: databaseUrl,
    MASTER_KEY: randomBytes(32).toString('base64'),
  };
  return {
    eventStore,
    postgres,
    databaseUrl,
    environment,
    replica: (settings) => start({ environment: { ...environment, ...settings } }),
    remove: async () => {
      await Promise.all([eventStore.kill(), postgres.remove()]);
    },
  };
}
