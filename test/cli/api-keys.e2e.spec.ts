import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { accounts, historyPage, viewer } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, temporaryFolder, type Service } from '../support/service.js';
import { countersign, type Finished } from './countersign.js';

/** Each command starts Node anew; on a busy machine that takes seconds. */
const PROCESSES_TAKE_TIME = 180_000;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;

describe('API keys, from the command line while the service runs', () => {
  let service: Service;
  let accountId: string;
  beforeAll(async () => {
    service = await startService();
    ({ accountId } = await service.client().registered(somebody()));
  });
  afterAll(() => service.dispose());

  const apiKeys = (...words: readonly string[]): Promise<Finished> =>
    countersign(['api-keys', ...words], { DATA_DIR: service.folder });

  async function made(role: string, name: string): Promise<{ readonly id: string; readonly client: Client }> {
    const { exitCode, output, told } = await apiKeys('create', '--role', role, '--name', name);
    expect({ exitCode, told }).toEqual({
      exitCode: 0,
      told: expect.stringMatching(
        `^Made the ${role} key "${name}" \\(${UUID.source}\\)\\. It is shown this once:\n$`,
      ),
    });
    expect(output).toMatch(/^cs_key_[\w-]{43}\n$/);
    const client = service.client();
    client.token = output.trim();
    return { id: UUID.exec(told)![0], client };
  }

  it(
    'are made, work at once, and are good for what their role is',
    async () => {
      const [application, auditor, administrator] = await Promise.all([
        made('application', 'shop'),
        made('auditor', 'audit office'),
        made('administrator', 'help desk'),
      ]);
      for (const { client } of [application, auditor, administrator]) {
        expect((await accounts(client)).edges).toHaveLength(1);
        expect(await viewer(client)).toBeNull();
      }
      expect(await historyPage(application.client, accountId)).toBeNull();
      expect(await historyPage(auditor.client, accountId)).not.toBeNull();
      expect(await auditor.client.resetTwoFactor(accountId, 'Asked for')).toMatchObject({
        code: 'NOT_ALLOWED',
      });
      expect(await administrator.client.resetTwoFactor(accountId, 'Asked for')).toMatchObject({
        code: 'TWO_FACTOR_NOT_ON',
      });
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'are listed with what is known of them, never with the keys themselves',
    async () => {
      const { id, client } = await made('auditor', 'external audit 2026');
      const { exitCode, output } = await apiKeys('list');
      expect(exitCode).toBe(0);
      const line = output.split('\n').find((each) => each.includes(id));
      expect(line).toMatch(/ {2}auditor {8}made \d{4}-\d\d-\d\dT[\d:.]+Z {2}active {2}external audit 2026$/);
      expect(output).not.toContain('cs_key_');
      expect(output).not.toContain(client.token!.slice(-43));
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'are kept only as hashes',
    async () => {
      const { client } = await made('application', 'kept as a hash');
      const files = readdirSync(service.folder).map((name) => readFileSync(join(service.folder, name)));
      expect(files.some((bytes) => bytes.includes('kept as a hash'))).toBe(true);
      for (const bytes of files) {
        expect(bytes.includes(client.token!)).toBe(false);
        expect(bytes.includes(client.token!.slice('cs_key_'.length))).toBe(false);
      }
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'stop working at once when they are revoked, and stay listed as such',
    async () => {
      const [revoked, other] = await Promise.all([made('application', 'lost'), made('application', 'kept')]);
      expect(await apiKeys('revoke', revoked.id)).toEqual({
        exitCode: 0,
        output: '',
        told: `Revoked the API key ${revoked.id}.\n`,
      });
      const query = '{ accounts { edges { cursor } } }';
      expect(await revoked.client.send(query)).toMatchObject({
        errors: [{ extensions: { code: 'NOT_ALLOWED' } }],
      });
      expect(await other.client.query(query)).toHaveProperty('accounts');
      const { output } = await apiKeys('list');
      expect(output).toMatch(new RegExp(`${revoked.id} {2}application .* revoked \\d{4}-.* lost\n`));
      expect(await apiKeys('revoke', revoked.id)).toEqual({
        exitCode: 1,
        output: '',
        told: `There is no active API key with the id ${revoked.id}.\n`,
      });
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'are asked for clearly: what is wrong is told in one line',
    async () => {
      const wrong = [
        [
          ['create', '--role', 'root', '--name', 'x'],
          'There is no role "root": it is one of application, auditor, administrator.',
        ],
        [['create', '--role', 'auditor'], "error: required option '--name <name>' not specified"],
        [['create', '--name', 'x'], "error: required option '--role <role>' not specified"],
        [['revoke'], "error: missing required argument 'id'"],
        [['revoke', 'nonsense'], 'There is no active API key with the id nonsense.'],
        [['frobnicate'], "error: unknown command 'frobnicate'"],
      ] as const;
      for (const [words, line] of wrong) {
        expect(await apiKeys(...words)).toEqual({ exitCode: 1, output: '', told: `${line}\n` });
      }
    },
    PROCESSES_TAKE_TIME,
  );
});

describe('Before the service ever ran', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = temporaryFolder();
    folder = join(parent, 'data');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it(
    'an API key can be made, in a folder for its owner’s eyes only',
    async () => {
      const words = ['api-keys', 'create', '--role', 'auditor', '--name', 'first'];
      const { exitCode, output } = await countersign(words, { DATA_DIR: folder });
      expect(exitCode).toBe(0);
      const modes = ['', 'access.db'].map((name) => statSync(join(folder, name)).mode & 0o777);
      expect(modes).toEqual([0o700, 0o600]);

      await using service = await startService({ folder });
      const client = service.client();
      client.token = output.trim();
      expect((await accounts(client)).edges).toEqual([]);
    },
    PROCESSES_TAKE_TIME,
  );

  it(
    'a list of keys says that there are none',
    async () => {
      expect(await countersign(['api-keys', 'list'], { DATA_DIR: folder })).toEqual({
        exitCode: 0,
        output: '',
        told: 'There are no API keys yet.\n',
      });
    },
    PROCESSES_TAKE_TIME,
  );
});
