import { SqliteEvidenceStore } from '../../src/evidence/sqlite-evidence-store.js';
import { describeEvidenceStore } from '../support/evidence-store.contract.js';
import { temporaryFile } from './temporary-file.js';

describeEvidenceStore('An SQLite file', async () => {
  const file = temporaryFile();
  const evidence = new SqliteEvidenceStore(file.path);
  return {
    evidence,
    close: () => {
      evidence.close();
      file.remove();
    },
  };
});
