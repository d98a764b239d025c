import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { MasterKeys, newKey } from '../../../src/crypto/master-keys.js';
import { layFoundation } from '../../../src/cli/foundation.js';
import { settings } from '../../../src/config/config.js';
import { somebody } from '../../support/client.js';
import { startService, type Service } from '../../support/service.js';

const [OLD, NEW] = [newKey(), newKey()];
const KEYS = `${NEW.toString('base64')} ${OLD.toString('base64')}`;

describe('When keys are lost', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService({ environment: { MASTER_KEY: KEYS } });
  });
  afterEach(() => service.dispose());

  /** Changes the stopped service's keys by hand. */
  async function tamper(sql: string, ...values: string[]): Promise<void> {
    await service.stop();
    const db = new DatabaseSync(join(service.folder, 'keys.db'));
    db.prepare(sql).run(...values);
    db.close();
  }

  /** What the operator is told at a start with these master keys. */
  async function told(masterKey: string): Promise<readonly string[]> {
    const lines: string[] = [];
    const config = settings.parse({ NODE_ENV: 'test', DATA_DIR: service.folder, MASTER_KEY: masterKey });
    const { storage } = await layFoundation(config, (line) => lines.push(line));
    await storage.close();
    return lines;
  }

  it('the service refuses to start without the key that usernames are found by, and makes no new one', async () => {
    await service.client().registered(somebody());
    await tamper('DELETE FROM wrapped_keys');
    const start = service.startAgain();
    await expect(start).rejects.toThrow(
      `The keys in ${service.folder} are not those of the log: the log has events, but the key its usernames are found by is gone. Put the keys back from a backup.`,
    );
    const db = new DatabaseSync(join(service.folder, 'keys.db'));
    expect(db.prepare('SELECT count(*) AS count FROM wrapped_keys').get()).toMatchObject({ count: 0 });
    db.close();
  });

  it('an account whose key is not in a restored keys.db is closed, and others go on', async () => {
    const [lost, other] = [somebody(), somebody()];
    const { accountId } = await service.client().registered(lost);
    await service.client().registered(other);
    await tamper('DELETE FROM wrapped_keys WHERE owner = ?', `account/${accountId}`);
    await service.startAgain();
    await expect(service.client().signIn(lost)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(await service.client().signIn(other)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('an account under a retired master key is closed, others go on, and the operator is told which and how many', async () => {
    const [retired, current] = [somebody(), somebody()];
    const { accountId } = await service.client().registered(retired);
    await service.client().registered(current);
    const owner = `account/${accountId}`;
    const gone = new MasterKeys([newKey()]);
    await tamper('UPDATE wrapped_keys SET wrapped = ? WHERE owner = ?', gone.wrap(newKey(), owner), owner);

    expect(await told(KEYS)).toEqual([
      `ALARM: Master key ${gone.newestId} is not configured, and 1 keys were wrapped by it: nobody gets into those accounts until MASTER_KEY or MASTER_KEY_FILE holds it again.`,
    ]);
    await service.startAgain();
    await expect(service.client().signIn(retired)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(await service.client().signIn(current)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('a master key that is still needed is missed at start by its name', async () => {
    await service.client().registered(somebody());
    await service.stop();
    const newest = new MasterKeys([NEW]).newestId;
    const other = newKey();
    await expect(told(other.toString('base64'))).rejects.toThrow(
      `was made with master key ${newest}, but the configured one is ${new MasterKeys([other]).newestId}.`,
    );
    await service.startAgain();
  });
});
