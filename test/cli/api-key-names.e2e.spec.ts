import { rmSync } from 'node:fs';
import { temporaryFolder } from '../support/service.js';
import { countersign } from './countersign.js';

describe('The name of an API key', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(['  ', 'two\nlines', 'x'.repeat(101)])(
    'is not %j, which a list of keys could not show in a line',
    async (name) => {
      const words = ['api-keys', 'create', '--role', 'auditor', '--name', name];
      expect(await countersign(words, { DATA_DIR: folder })).toEqual({
        exitCode: 1,
        output: '',
        told: 'A key needs a name of 1 to 100 visible characters.\n',
      });
    },
  );

  it('is kept without the blanks around it', async () => {
    const words = ['api-keys', 'create', '--role', 'auditor', '--name', '  Büro für Prüfung  '];
    const { exitCode, told } = await countersign(words, { DATA_DIR: folder });
    expect([exitCode, told]).toEqual([
      0,
      expect.stringContaining('Made the auditor key "Büro für Prüfung" ('),
    ]);
  });
});
