import { CannotStart } from '../../src/config/cannot-start.js';
import { connectEventStoreDb } from '../../src/event-store/eventstoredb-connection.js';

const refusal = (url: string): string => {
  try {
    connectEventStoreDb(url);
  } catch (fault) {
    expect(fault).toBeInstanceOf(CannotStart);
    return (fault as CannotStart).message;
  }
  throw new Error('It was not refused');
};

describe('A connection string', () => {
  it.each([
    'esdb://localhost',
    'esdb://localhost:2113?tls=false',
    'kurrentdb://localhost:2113?tls=false',
    'esdb://a:2113,b:2113,c:2113?nodePreference=leader',
    'esdb+discover://cluster.example:2113?maxDiscoverAttempts=3&discoveryInterval=50&gossipTimeout=2',
    'kurrentdb+discover://cluster.example?TLS=true',
    'esdb://localhost?keepAliveInterval=10000&keep_alive_timeout=10000&connection-name=here',
  ])('may be %s', (url) => {
    expect(connectEventStoreDb(url).client).toBeDefined();
  });

  it.each([
    ['a%40b:p%2F%3A%3F', { username: 'a@b', password: 'p/:?' }],
    ['ada:p/?&=', { username: 'ada', password: 'p/?&=' }],
  ])('names who connects, as the client reads it: %s', (who, credentials) => {
    const url = `esdb://${who}@localhost?tls=true`;
    expect(connectEventStoreDb(url).credentials).toStrictEqual(credentials);
  });

  it.each([
    'localhost:2113',
    'http://localhost:2113',
    'esdb://',
    'esdb:localhost',
    'esdb://localhost:port',
    'esdb://a:1:2',
    'esdb://localhost?tls=perhaps',
    'esdb://localhost?nodePreference=nearest',
    'mykurrentdb://localhost',
  ])('that does not fit is refused, and the form it should have is told: %s', (url) => {
    expect(refusal(url)).toMatch(/EVENT_STORE_URL does not fit: it has the form esdb:\/\/user:password@host/);
  });

  it.each([
    'throwOnAppendFailure=false',
    'tls=true&defaultDeadline=1',
    'tlsVerifyCert=false',
    'secret=s3cret',
    's3cret',
    'tls=true&s3cret=1',
  ])('with an option that is not known is refused, and those that are known are told: %s', (options) => {
    const message = refusal(`esdb://ada:s3cret@localhost?${options}`);
    expect(message).toMatch(
      /has an option this service does not know; it knows tls, tlsCAFile, userCertFile/,
    );
    expect(message).not.toContain('s3cret');
  });

  it.each([['tlsCAFile=/nowhere/ca.pem'], ['userCertFile=/nowhere/cert.pem&userKeyFile=/nowhere/key.pem']])(
    'that names a file that is not there is refused: %s',
    (options) => {
      expect(refusal(`esdb://ada:s3cret@localhost?${options}`)).toBe(
        'EVENT_STORE_URL does not fit: a certificate file it names cannot be read.',
      );
    },
  );

  it.each([
    'esdb://ada:s3c:ret@localhost',
    'esdb://ada:s3cr@et@localhost?tls=s3cret',
    'esdb://ada:s3cret@localhost:nope',
    'postgres://ada:s3cret@localhost',
  ])('never repeats what may be a secret: %s', (url) => {
    const printed: unknown[] = [];
    const { warn } = console;
    console.warn = (...words: unknown[]) => printed.push(...words);
    try {
      expect(refusal(url)).not.toMatch(/s3c|ret@/);
      expect(printed).toStrictEqual([]);
    } finally {
      console.warn = warn;
    }
  });
});
