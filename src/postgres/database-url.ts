import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';
import { CannotStart } from '../config/cannot-start.js';

/** All others are refused: a mistyped `sslmode` must not end in a connection without TLS. */
const PARAMETERS = ['sslmode', 'sslrootcert', 'host', 'options'];

/**
 * Takes a connection string of the form libpq documents apart:
 * `postgres://user:password@host:port/database?sslmode=verify-full&sslrootcert=/path/ca.crt`.
 *
 * `sslmode` means what PostgreSQL documents: `disable`, `require` (encrypted, and verified only
 * when a CA file is given), `verify-ca`, `verify-full`. Without it, there is TLS when a CA file is
 * given, then verified in full.
 * @throws {CannotStart} when it is none; the message never tells the value
 */
export function parseDatabaseUrl(text: string): ClientConfig {
  const url = parse(text);
  const parameter = (name: string) => url.searchParams.get(name) ?? undefined;
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw new CannotStart(
      `DATABASE_URL has the parameter ${unknown}, which is none of ${PARAMETERS.join(', ')}.`,
    );
  }
  return {
    host: parameter('host') ?? decodeURIComponent(url.hostname.replace(/^\[(.*)\]$/, '$1')),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: tlsOf(parameter('sslmode'), parameter('sslrootcert')),
    options: parameter('options'),
  };
}

function parse(text: string): URL {
  const url = URL.parse(text);
  const isOne = url && ['postgres:', 'postgresql:'].includes(url.protocol);
  if (isOne && url.username !== '' && url.pathname.length > 1) return url;
  throw new CannotStart('DATABASE_URL must be of the form postgres://user:password@host:port/database.');
}

function tlsOf(sslmode: string | undefined, rootCert: string | undefined): false | ConnectionOptions {
  const ca = rootCert === undefined || rootCert === 'system' ? undefined : readCa(rootCert);
  const inFull = ca === undefined ? {} : { ca };
  const anyName = { ...inFull, checkServerIdentity: () => undefined };
  switch (sslmode ?? (rootCert === undefined ? 'disable' : 'verify-full')) {
    case 'disable':
      return false;
    case 'require':
      return ca === undefined ? { rejectUnauthorized: false } : anyName;
    case 'verify-ca':
      if (ca !== undefined) return anyName;
      throw new CannotStart('DATABASE_URL has sslmode=verify-ca, which needs sslrootcert, the CA file.');
    case 'verify-full':
      return inFull;
    default:
      throw new CannotStart(
        'The sslmode of DATABASE_URL must be one of disable, require, verify-ca, verify-full.',
      );
  }
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw new CannotStart('The sslrootcert of DATABASE_URL cannot be read.', fault);
  }
}
