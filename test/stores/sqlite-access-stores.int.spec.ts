import { SqliteApiKeys } from '../../src/access/sqlite-api-keys.js';
import { SqliteKnownNetworks } from '../../src/accounts/sqlite-known-networks.js';
import { SqlitePasswordAttempts } from '../../src/accounts/sqlite-password-attempts.js';
import { SqliteChallenges } from '../../src/sign-in/sqlite-challenges.js';
import { SqliteSessions } from '../../src/sign-in/sqlite-sessions.js';
import { AccessDatabase } from '../../src/sqlite/access-database.js';
import { API_KEY, CHALLENGE, inSeconds, SESSION } from '../support/access-facts.js';
import { describeAccessStores, type OpenedAccessStores } from '../support/access-stores.contract.js';
import { temporaryFile, type TemporaryFile } from './temporary-file.js';

function openAt(path: string): OpenedAccessStores {
  const access = new AccessDatabase(path);
  return {
    challenges: new SqliteChallenges(access),
    sessions: new SqliteSessions(access),
    apiKeys: new SqliteApiKeys(access),
    passwordAttempts: new SqlitePasswordAttempts(access),
    knownNetworks: new SqliteKnownNetworks(access),
    close: () => access.close(),
  };
}

describeAccessStores('An SQLite file', async () => {
  const file = temporaryFile();
  const stores = openAt(file.path);
  return {
    ...stores,
    close: async () => {
      await stores.close();
      file.remove();
    },
  };
});

describe('What lets someone in, in an SQLite file,', () => {
  let file: TemporaryFile;
  let stores: OpenedAccessStores;
  beforeEach(() => {
    file = temporaryFile();
    stores = openAt(file.path);
  });
  afterEach(async () => {
    await stores.close();
    file.remove();
  });

  it('is there after the file was closed and opened again', async () => {
    await stores.challenges.add(CHALLENGE);
    await stores.sessions.add(SESSION);
    await stores.apiKeys.add(API_KEY);
    await stores.close();
    stores = openAt(file.path);
    expect(await stores.challenges.find(CHALLENGE.tokenHash)).toStrictEqual(CHALLENGE);
    expect(await stores.sessions.find(SESSION.tokenHash)).toStrictEqual(SESSION);
    expect(await stores.apiKeys.list()).toStrictEqual([API_KEY]);
  });

  it('is kept when the file is closed while it waits for the disk', async () => {
    const added = stores.sessions.add(SESSION);
    await stores.close();
    stores = openAt(file.path);
    await added;
    expect(await stores.sessions.find(SESSION.tokenHash)).toStrictEqual(SESSION);
  });

  it('is seen at once when another connection changed it', async () => {
    const commandLine = openAt(file.path);
    await commandLine.apiKeys.add(API_KEY);
    expect(await stores.apiKeys.find(API_KEY.tokenHash)).toStrictEqual(API_KEY);
    await commandLine.apiKeys.revoke(API_KEY.id, inSeconds(1));
    expect((await stores.apiKeys.find(API_KEY.tokenHash))?.revokedAt).toStrictEqual(inSeconds(1));
    await commandLine.close();
  });
});
