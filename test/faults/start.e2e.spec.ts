import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADA } from '../support/facts.js';
import { countersign, newFolder, start } from '../support/process.js';

const permissions = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('A start in development', () => {
  it('makes a master key and says so in one line; the next start uses it and says nothing', async () => {
    const folder = join(newFolder(), 'data');
    const first = await start({ folder });
    await first.client().register(ADA);
    const { lines, stderr } = await first.stop();
    expect(stderr).toBe('');
    expect(lines).toEqual([
      expect.stringContaining(`Made a master key for development in ${join(folder, 'master.key')}.`),
      expect.stringContaining('Countersign listens on http://localhost:'),
      expect.stringContaining('register: Registered'),
      expect.stringContaining('Countersign has stopped.'),
    ]);
    const key = readFileSync(join(folder, 'master.key'), 'utf8');
    expect(lines.join()).not.toContain(key.trim());

    const second = await start({ folder });
    expect(await second.client().signIn(ADA)).toMatchObject({ __typename: 'SignedIn' });
    expect((await second.stop()).lines).toEqual([
      expect.stringContaining('Countersign listens on'),
      expect.stringContaining('signIn: SignedIn'),
      expect.stringContaining('Countersign has stopped.'),
    ]);
    expect(readFileSync(join(folder, 'master.key'), 'utf8')).toBe(key);
  });

  it('keeps everything for its owner’s eyes only, whatever the umask', async () => {
    const folder = join(newFolder(), 'data');
    const command = ['sh', '-c', 'umask 000; exec "$@"', 'sh', ...countersign()];
    const service = await start({ folder, command });
    await service.client().enrolled(ADA);
    const modes = () => readdirSync(folder).map((file) => [file, permissions(join(folder, file))]);
    expect(permissions(folder)).toBe('700');
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['master.key', 'events.db-wal']));
    expect(modes().filter(([, mode]) => mode !== '600')).toEqual([]);
    await service.stop();
    expect(modes().filter(([, mode]) => mode !== '600')).toEqual([]);
  });
});

describe('A start in production', () => {
  const key = randomBytes(32).toString('base64');

  it('works with MASTER_KEY, and with the same key in MASTER_KEY_FILE', async () => {
    const first = await start({ environment: { NODE_ENV: 'production', MASTER_KEY: key } });
    const { folder } = first;
    await first.client().register(ADA);
    await first.stop();

    const file = join(newFolder(), 'the key');
    writeFileSync(file, `${key}\n`);
    const second = await start({ folder, environment: { NODE_ENV: 'production', MASTER_KEY_FILE: file } });
    expect(await second.client().signIn(ADA)).toMatchObject({ __typename: 'SignedIn' });
    const { code, stderr, stdout } = await second.stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(key);
    expect(existsSync(join(folder, 'master.key'))).toBe(false);
  });

  it('goes on with data of an older key when the newer stands before it', async () => {
    const first = await start({ environment: { NODE_ENV: 'production', MASTER_KEY: key } });
    const { folder } = first;
    await first.client().register(ADA);
    await first.stop();

    const keys = `${randomBytes(32).toString('base64')},${key}`;
    const second = await start({ folder, environment: { NODE_ENV: 'production', MASTER_KEY: keys } });
    expect(await second.client().signIn(ADA)).toMatchObject({ __typename: 'SignedIn' });
    await second.stop();
  });

  it('writes its log as JSON', async () => {
    const service = await start({ environment: { NODE_ENV: 'production', MASTER_KEY: key } });
    const { stdout } = await service.stop();
    const lines = stdout.trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { readonly msg: string });
    expect(entries.map(({ msg }) => msg)).toEqual([
      expect.stringContaining('Countersign listens on'),
      'Countersign has stopped.',
    ]);
  });
});
