import { execFileSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresDatabase } from '../../src/postgres/postgres-database.js';
import { query, startPostgres, type TestPostgres } from '../support/postgres.js';

let postgres: TestPostgres;
let url: string;
/** CA files: the one that vouches for the server, and another. */
let ca: string;
let otherCa: string;

beforeAll(async () => {
  postgres = await startPostgres();
  url = await postgres.newDatabase();
  ca = makeCertificate('ca');
  otherCa = makeCertificate('other-ca');
  const server = makeCertificate('server', 'ca');
  await postgres.stop();
  await postgres.startAgain({ ssl: 'on', ssl_cert_file: server, ssl_key_file: `${server}.key` });
});
afterAll(() => postgres.remove());

/** A certificate for localhost with its key beside it, signed by the one named, or by itself. */
function makeCertificate(name: string, signedBy?: string): string {
  const path = join(postgres.folder, `${name}.crt`);
  const authority = signedBy && join(postgres.folder, `${signedBy}.crt`);
  const openssl = (...words: readonly string[]) => execFileSync('openssl', words, { stdio: 'pipe' });
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-out', path, '-keyout', `${path}.key`, '-subj', `/CN=${name}`],
    ...(authority
      ? ['-CA', authority, '-CAkey', `${authority}.key`, '-addext', 'subjectAltName=DNS:localhost']
      : []),
  );
  // PostgreSQL takes only a key that is its own.
  const { uid, gid } = statSync(postgres.folder);
  chownSync(`${path}.key`, uid, gid);
  return path;
}

/** How the server sees a service that uses these parameters, on one or another name of the machine. */
async function encrypted(parameters: string, host = 'localhost'): Promise<unknown> {
  const database = new PostgresDatabase(`${url.replace('localhost', host)}?${parameters}`);
  try {
    await database.start(AbortSignal.timeout(20_000), (line) => {
      throw new Error(line);
    });
    const client = await database.connect({ application_name: 'asking' });
    const { rows } = await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    await client.end();
    return rows;
  } finally {
    await database.close();
  }
}

const YES = [{ ssl: true }];

describe('A connection to PostgreSQL', () => {
  it.each([
    ['require', 'localhost', () => 'sslmode=require'],
    ['require with a CA file', '127.0.0.1', () => `sslmode=require&sslrootcert=${ca}`],
    ['verify-ca', '127.0.0.1', () => `sslmode=verify-ca&sslrootcert=${ca}`],
    ['verify-full', 'localhost', () => `sslmode=verify-full&sslrootcert=${ca}`],
    ['nothing but a CA file', 'localhost', () => `sslrootcert=${ca}`],
  ])('is encrypted by %s', async (_, host, parameters) => {
    expect(await encrypted(parameters(), host)).toStrictEqual(YES);
  });

  it.each([
    [
      'verify-full, when the server has another name',
      '127.0.0.1',
      () => `sslmode=verify-full&sslrootcert=${ca}`,
    ],
    [
      'verify-full, when another CA vouches for the server',
      'localhost',
      () => `sslmode=verify-full&sslrootcert=${otherCa}`,
    ],
    ['verify-full, when nobody known vouches for the server', 'localhost', () => 'sslmode=verify-full'],
    [
      'verify-ca, when another CA vouches for the server',
      'localhost',
      () => `sslmode=verify-ca&sslrootcert=${otherCa}`,
    ],
    [
      'require, when another CA vouches for the server',
      'localhost',
      () => `sslmode=require&sslrootcert=${otherCa}`,
    ],
    ['nothing but a CA file, when the server has another name', '127.0.0.1', () => `sslrootcert=${ca}`],
  ])('is not made by %s', async (_, host, parameters) => {
    await expect(encrypted(parameters(), host)).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: expect.stringMatching(/^PostgreSQL cannot be used as DATABASE_URL has it: .*certificate.*\.$/),
    });
  });

  it('is not made without encryption when the server has none to offer', async () => {
    await postgres.stop();
    await postgres.startAgain({ ssl: 'off' });
    await expect(encrypted('sslmode=require')).rejects.toMatchObject({
      code: 'CANNOT_START',
      message:
        'PostgreSQL cannot be used as DATABASE_URL has it: The server does not support SSL connections.',
    });
    expect(await query(url, 'SELECT 1 AS one')).toStrictEqual([{ one: 1 }]);
  });
});
