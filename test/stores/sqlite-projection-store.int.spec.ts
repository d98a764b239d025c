import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import type { Table, Value } from '../../src/projections/projection.js';
import { describeProjectionStore } from '../support/projection-store.contract.js';
import { temporaryFile } from './temporary-file.js';

describeProjectionStore('An SQLite file', async () => {
  const file = temporaryFile();
  const projections = new SqliteProjectionStore(file.path);
  return {
    projections,
    rows: async ({ name, key }: Table) =>
      projections.db
        .prepare(`SELECT * FROM ${name} ORDER BY ${key}`)
        .all()
        .map((row) => ({ ...row }) as Record<string, Value>),
    close: () => {
      projections.close();
      file.remove();
    },
  };
});
