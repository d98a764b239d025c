import { SqliteAccountsView } from '../../src/accounts/sqlite-accounts-view.js';
import { SqliteProjectionStore } from '../../src/projections/sqlite-projection-store.js';
import { describeAccountsView } from '../support/accounts-view.contract.js';
import { temporaryFile } from './temporary-file.js';

describeAccountsView('An SQLite file', async () => {
  const file = temporaryFile();
  const projections = new SqliteProjectionStore(file.path);
  return {
    accounts: new SqliteAccountsView(projections),
    projections,
    close: () => {
      projections.close();
      file.remove();
    },
  };
});
