import { EventStoreDBClient, type Credentials } from '@eventstore/db-client';
import { CannotStart } from '../config/cannot-start.js';

const FORM =
  'esdb://user:password@host:2113?tls=true (several hosts with commas, or esdb+discover://; kurrentdb:// is the same)';

/** The options of a connection string that the client knows and this service means. */
const OPTION_NAMES = [
  ...['tls', 'tlsCAFile', 'userCertFile', 'userKeyFile', 'connectionName', 'nodePreference'],
  ...['maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout', 'keepAliveInterval', 'keepAliveTimeout'],
];

/** The client takes names in any spelling. */
const flat = (name: string) => name.trim().toLowerCase().replace(/[_-]/g, '');
const OPTIONS: ReadonlySet<string> = new Set(OPTION_NAMES.map(flat));

export interface EventStoreDbConnection {
  readonly client: EventStoreDBClient;
  readonly credentials: Credentials | undefined;
}

/**
 * A client for a connection string; it connects when it is first used.
 * @throws {CannotStart} when the string does not fit. Its words never repeat the string: a password may be in it.
 */
export function connectEventStoreDb(url: string): EventStoreDbConnection {
  const esdb = url.replace(/^kurrentdb(?=\+discover:|:)/, 'esdb');
  const parts =
    /^esdb(?:\+discover)?:\/\/(?:(?<username>[^:@]+):(?<password>[^:@]+)@)?[^?@]+(?:\?(?<options>.*))?$/.exec(
      esdb,
    );
  if (!parts) throw new CannotStart(`EVENT_STORE_URL does not fit: it has the form ${FORM}.`);
  const { username, password, options = '' } = parts.groups ?? {};
  const names = options.split('&').map((option) => flat(option.split('=')[0] ?? ''));
  if (names.some((name) => name !== '' && !OPTIONS.has(name))) {
    // What looks like an option may be the rest of a password that was not escaped: it is not repeated.
    throw new CannotStart(
      `EVENT_STORE_URL has an option this service does not know; it knows ${OPTION_NAMES.join(', ')}.`,
    );
  }
  try {
    const client = EventStoreDBClient.connectionString(esdb);
    const named = username !== undefined && password !== undefined;
    const insecure = /(?:^|&)tls=false(?:&|$)/i.test(options);
    if (named)
      return {
        client,
        credentials: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
      };
    // Without TLS the client sends no credentials, whatever they are.
    return { client, credentials: insecure ? { username: 'nobody', password: 'nothing' } : undefined };
  } catch (fault) {
    const reason =
      fault instanceof Error && fault.message.startsWith('Failed to load')
        ? 'a certificate file it names cannot be read'
        : `it has the form ${FORM}`;
    throw new CannotStart(`EVENT_STORE_URL does not fit: ${reason}.`, fault);
  }
}
