import { SqliteOutbox } from '../../src/notifications/sqlite-outbox.js';
import { AccessDatabase } from '../../src/sqlite/access-database.js';
import { describeOutbox } from '../support/outbox.contract.js';
import { temporaryFile } from './temporary-file.js';

describeOutbox('An SQLite file', async () => {
  const file = temporaryFile();
  const access = new AccessDatabase(file.path);
  return {
    outbox: new SqliteOutbox(access),
    close: () => {
      access.close();
      file.remove();
    },
  };
});
