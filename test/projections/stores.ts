import type { EventStore } from '../../src/event-store/event-store.js';
import { SqliteEventStore } from '../../src/event-store/sqlite-event-store.js';
import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { temporaryFile, type TemporaryFile } from '../stores/temporary-file.js';

/** A log, and the read models made of it in an SQLite file. */
export interface Stores {
  events: EventStore;
  rows: SqliteProjectionStore;
  /** The file of the read models. */
  readonly path: string;
  /** Closes both, and opens them again as a service does that was restarted. */
  readonly reopen: () => void;
  readonly close: () => void;
}

type Log = EventStore & { readonly close?: () => void };

/** The logs projections run over; the one in memory has gaps between its positions. */
export const LOGS = ['memory', 'an SQLite file'] as const;

export function openStores(log: (typeof LOGS)[number]): Stores {
  const [eventsFile, rowsFile] = [temporaryFile(), temporaryFile()];
  const memory = new MemoryEventStore();
  const openLog = (): Log => (log === 'memory' ? memory : new SqliteEventStore(eventsFile.path));
  let opened = openLog();
  const closeBoth = () => {
    opened.close?.();
    stores.rows.close();
  };
  const stores: Stores = {
    events: opened,
    rows: new SqliteProjectionStore(rowsFile.path),
    path: rowsFile.path,
    reopen: () => {
      closeBoth();
      stores.events = opened = openLog();
      stores.rows = new SqliteProjectionStore(rowsFile.path);
    },
    close: () => {
      closeBoth();
      for (const file of [eventsFile, rowsFile] satisfies TemporaryFile[]) file.remove();
    },
  };
  return stores;
}
