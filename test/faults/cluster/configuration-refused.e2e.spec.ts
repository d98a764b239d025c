import { randomBytes } from 'node:crypto';
import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates, type Certificates } from '../../support/eventstoredb/certificates.js';
import { EventStoreDbServer } from '../../support/eventstoredb/eventstoredb-server.js';
import { newFolder } from '../../support/process.js';
import { refusal } from '../refusals.js';
import { newOwner } from './outages.js';
import { startServers, type Servers } from './servers.js';

const WRONG = 'wr0ng-and-secret';

let servers: Servers;
/** What vouches for the servers with TLS, and what does not. */
let known: Certificates;
let unknown: Certificates;
/** EventStoreDB as it is in production: with TLS, for users it knows. */
let closed: EventStoreDbServer;

beforeAll(async () => {
  servers = await startServers();
  [known, unknown] = [makeCertificates(), makeCertificates()];
  closed = await EventStoreDbServer.start({ tls: known });
  await servers.postgres.stop();
  await servers.postgres.startAgain({ ssl: 'on', ...certificateFiles(servers.postgres.folder, known) });
});
afterAll(async () => {
  await closed.close();
  await servers.remove();
  for (const certificates of [known, unknown]) certificates.remove();
});

/** The line a replica with these settings does not start with; no password is in it. */
async function refused(settings: Readonly<Record<string, string>>): Promise<string> {
  const environment = { ...servers.environment, ...settings };
  const line = await refusal({ environment });
  const { password } = new URL(servers.databaseUrl);
  const secrets = [WRONG, 'changeit', password, decodeURIComponent(password), servers.environment.MASTER_KEY];
  for (const secret of secrets) expect(line).not.toContain(secret);
  return line;
}

/** EventStoreDB with TLS, as its first user comes to it. */
function eventStoreUrl(password: string, { caFile } = known): string {
  return `esdb://admin:${password}@localhost:${String(closed.port)}?tls=true&tlsCAFile=${caFile}`;
}

function databaseUrl({ caFile }: Certificates, url = servers.databaseUrl): string {
  return `${url}?sslmode=verify-full&sslrootcert=${encodeURIComponent(caFile)}`;
}

/** PostgreSQL takes only a key that is its own. */
function certificateFiles(folder: string, { certificate, key }: Certificates): Record<string, string> {
  const { uid, gid } = statSync(folder);
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    chownSync(path, uid, gid);
    return path;
  };
  return { ssl_cert_file: write('test.crt', certificate), ssl_key_file: write('test.key', key) };
}

describe('A replica does not start, and says why in one line,', () => {
  it('when EventStoreDB does not take its password', async () => {
    expect(await refused({ EVENT_STORE_URL: eventStoreUrl(WRONG) })).toBe(
      'EventStoreDB cannot be used: it does not accept the user name and password. Look at EVENT_STORE_URL.',
    );
  });

  it('when another authority vouches for EventStoreDB', async () => {
    expect(await refused({ EVENT_STORE_URL: eventStoreUrl('changeit', unknown) })).toMatch(
      /^EventStoreDB cannot be used: TLS failed \([^)]*certificate[^)]*\)\. Look at EVENT_STORE_URL\.$/,
    );
  });

  it('when EventStoreDB does not speak TLS and is to', async () => {
    const url = servers.eventStore.url.replace('127.0.0.1', 'localhost').replace('tls=false', 'tls=true');
    expect(await refused({ EVENT_STORE_URL: url })).toMatch(
      /^EventStoreDB cannot be used: TLS failed \([^)]+\)\. Look at EVENT_STORE_URL\.$/,
    );
  });

  it('when the file of an authority cannot be read', async () => {
    const caFile = join(newFolder(), 'nowhere.pem');
    expect(await refused({ EVENT_STORE_URL: eventStoreUrl(WRONG, { ...known, caFile }) })).toBe(
      'EVENT_STORE_URL does not fit: a certificate file it names cannot be read.',
    );
  });

  it('when PostgreSQL does not take its password', async () => {
    const url = Object.assign(new URL(servers.databaseUrl), { password: WRONG });
    expect(await refused({ DATABASE_URL: url.href })).toBe(
      'PostgreSQL cannot be used as DATABASE_URL has it: password authentication failed for user "countersign".',
    );
  });

  it('when another authority vouches for PostgreSQL', async () => {
    expect(await refused({ DATABASE_URL: databaseUrl(unknown) })).toMatch(
      /^PostgreSQL cannot be used as DATABASE_URL has it: .*certificate.*\.$/,
    );
  });

  it.each([
    ['EVENT_STORE_URL', 'DATABASE_URL'],
    ['DATABASE_URL', 'EVENT_STORE_URL'],
  ])('when it has %s without %s', async (_, missing) => {
    expect(await refusal({ environment: { ...servers.environment, [missing]: '' } })).toBe(
      `A cluster needs both EVENT_STORE_URL and DATABASE_URL: ${missing} is not set.`,
    );
  });

  it('when it has no master key, in development too', async () => {
    expect(await refused({ MASTER_KEY: '' })).toBe(
      'On a cluster a master key is required: set MASTER_KEY, or MASTER_KEY_FILE to a file that holds it (make one with: openssl rand -base64 32).',
    );
  });

  it('when it has another master key than the data was made with', async () => {
    const replica = await servers.replica();
    await newOwner(replica);
    await replica.stop();
    expect(await refused({ MASTER_KEY: randomBytes(32).toString('base64') })).toMatch(
      /^The data in the database was made with master key \w+, but the configured one is \w+\. Set MASTER_KEY or MASTER_KEY_FILE to the key it was made with\.$/,
    );
  });

  it.each(['EVENT_STORE_URL_FILE', 'DATABASE_URL_FILE'])('when %s is not there', async (variable) => {
    const path = join(newFolder(), 'nowhere');
    const line = await refused({ [variable.replace('_FILE', '')]: '', [variable]: path });
    expect(line).toBe(`${variable} cannot be read: no such file or directory.`);
  });
});

describe('A replica', () => {
  it('starts with everything that is secret in files, and over TLS', async () => {
    const folder = newFolder();
    const secrets = {
      EVENT_STORE_URL: eventStoreUrl('changeit'),
      // A database remembers how far its log had come: another log needs another.
      DATABASE_URL: databaseUrl(known, await servers.postgres.newDatabase()),
      MASTER_KEY: servers.environment.MASTER_KEY,
    };
    const files = Object.entries(secrets).map(([name, value]) => {
      writeFileSync(join(folder, name), `${value}\n`);
      return [[`${name}_FILE`, join(folder, name)] as const, [name, ''] as const];
    });
    const replica = await servers.replica(Object.fromEntries(files.flat()));
    await newOwner(replica);
    const { code, stderr, stdout } = await replica.stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const secret of Object.values(secrets)) expect(stdout).not.toContain(secret);
  });
});
