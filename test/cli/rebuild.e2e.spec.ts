import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { accountRows, keptEvents } from '../faults/kept.js';
import { copyOf, refusal } from '../faults/refusals.js';
import { eventually } from '../support/eventually.js';
import { ADA, GRACE } from '../support/facts.js';
import { newFolder, run, start } from '../support/process.js';
import { Subscriber } from '../support/subscriber.js';

const MARY = { username: 'mary', password: 'the mathematical bridge at night' } as const;

const REBUILDING =
  'Rebuilding the read models\\. A running service answers no queries until they are done\\.\n';

/** A data folder of people in every state: 2FA on, turned off again, being turned on, never touched. */
async function peopledFolder(): Promise<string> {
  const service = await start();
  const ada = service.client();
  await ada.enrolled(ADA);
  const grace = service.client();
  const { secret } = await grace.enrolled(GRACE);
  await grace.disableTwoFactor(GRACE.password, grace.code(secret, 1));
  const mary = service.client();
  await mary.registered(MARY);
  await mary.startEnrollment(MARY.password);
  await mary.register({ ...MARY, username: 'nobody in particular' });
  await mary.query('{ viewer { account { id } } }');
  await service.stop();
  return service.folder;
}

/** Rows that say what the log does not, one that it knows nothing of, and one less. */
function falsify(folder: string): void {
  const database = new DatabaseSync(join(folder, 'read-model.db'));
  database.exec(`
    UPDATE accounts SET two_factor = 'off' WHERE two_factor = 'on';
    INSERT INTO accounts (id, two_factor) VALUES ('stranger', 'on');
    DELETE FROM accounts WHERE id = (SELECT min(id) FROM accounts);`);
  database.close();
}

describe('rebuild', () => {
  let peopled: string;
  beforeAll(async () => {
    peopled = await peopledFolder();
  });

  it('makes the same rows anew from the log while the service is stopped, and tells how far it is', async () => {
    const folder = copyOf(peopled);
    const rows = accountRows(folder);
    expect(rows.map((row) => row['two_factor']).sort()).toEqual(['off', 'off', 'off', 'on']);
    const log = keptEvents(folder);
    falsify(folder);
    expect(accountRows(folder)).not.toEqual(rows);

    const { code, stdout, stderr } = await run(['rebuild'], { folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const all = String(log.length);
    expect(stderr).toMatch(
      new RegExp(
        `^${REBUILDING}(accounts: at position \\d+ of ${all}\n)*accounts: at position ${all} of ${all}\nDone\\. Events that could not be applied: 0\\.\n$`,
      ),
    );
    expect(accountRows(folder)).toEqual(rows);
    expect(keptEvents(folder)).toEqual(log);
  });

  it('has the running service make them anew, which sends nothing to those who follow changes', async () => {
    const folder = copyOf(peopled);
    const rows = accountRows(folder);
    const key = await run(['api-keys', 'create', '--role', 'auditor', '--name', 'test'], { folder });
    const service = await start({ folder });
    const auditor = service.client();
    auditor.token = key.stdout.trim();
    const subscriber = new Subscriber({ url: service.url, token: auditor.token });
    const mary = service.client();
    await mary.signIn(MARY);
    // A change of its own tells when the subscription has begun.
    await eventually(async () => {
      await mary.startEnrollment(MARY.password);
      expect(subscriber.changes).not.toHaveLength(0);
    });
    const seen = subscriber.changes.length;
    falsify(folder);

    const { code, stdout, stderr, lines } = await run(['rebuild'], { folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${REBUILDING}`));
    expect(lines.at(-1)).toBe('Done. Events that could not be applied: 0.');

    // Mary's own row has changed since, and only hers.
    const others = (all: typeof rows) => all.filter(({ id }) => id !== maryId);
    const { viewer } = await mary.query('{ viewer { account { id username twoFactor { status } } } }');
    const maryId = (viewer as { account: { id: string } }).account.id;
    expect(viewer).toEqual({ account: { id: maryId, username: 'mary', twoFactor: { status: 'PENDING' } } });
    expect(accountRows(folder)).toHaveLength(rows.length);
    expect(others(accountRows(folder))).toEqual(others(rows));

    await mary.startEnrollment(MARY.password);
    expect((await subscriber.received(seen + 1)).slice(seen)).toEqual([
      expect.objectContaining({ accountId: maryId, type: 'TWO_FACTOR_ENROLLMENT_STARTED' }),
    ]);
    await subscriber.dispose();
    expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  it('counts the events that could not be applied, raises the alarm for each, and goes on', async () => {
    const folder = copyOf(peopled);
    const rows = accountRows(folder);
    const database = new DatabaseSync(join(folder, 'events.db'));
    database.exec(`
      INSERT INTO events (stream, revision, id, type, data, metadata)
      SELECT stream, revision + 1, 'from-the-future', 'TwoFactorEnchanted', data, metadata
        FROM events WHERE stream LIKE 'twoFactor-%' ORDER BY position DESC LIMIT 1`);
    database.close();
    const { code, lines } = await run(['rebuild'], { folder });
    expect(code).toBe(0);
    expect(lines.filter((line) => line.includes('ALARM'))).toHaveLength(1);
    expect(lines).toContain('Done. Events that could not be applied: 1.');
    expect(accountRows(folder)).toEqual(rows);
  });

  it('refuses a folder without a log, and makes none', async () => {
    const folder = join(newFolder(), 'nowhere');
    expect(await refusal({ folder }, ['rebuild'])).toBe(
      `There is no event log in ${folder}. Set DATA_DIR to the folder that has one.`,
    );
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses a damaged log', async () => {
    const folder = copyOf(peopled);
    const path = join(folder, 'events.db');
    writeFileSync(path, 'garbage '.repeat(1_000));
    expect(await refusal({ folder }, ['rebuild'])).toBe(
      `${path} cannot be opened: file is not a database. Put the folder back from a backup.`,
    );
  });
});
