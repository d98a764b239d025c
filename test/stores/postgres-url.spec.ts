import { CannotStart } from '../../src/config/cannot-start.js';
import { parseDatabaseUrl } from '../../src/postgres/database-url.js';

describe('A connection string', () => {
  it('names server, database, user and password, as libpq has it', () => {
    expect(parseDatabaseUrl('postgres://ada:s3cret@db.example:6432/shop')).toStrictEqual({
      host: 'db.example',
      port: 6432,
      user: 'ada',
      password: 's3cret',
      database: 'shop',
      ssl: false,
      options: undefined,
    });
  });

  it('may leave the port out, be escaped, and name the server by its address', () => {
    expect(parseDatabaseUrl('postgresql://a%40b:p%2F%3A%3F@[::1]/the%20shop')).toMatchObject({
      host: '::1',
      port: 5432,
      user: 'a@b',
      password: 'p/:?',
      database: 'the shop',
    });
  });

  it('may name a folder with a socket, and options of the session', () => {
    const url = 'postgres://ada@localhost/shop?host=/var/run/postgresql&options=-c%20work_mem%3D8MB';
    expect(parseDatabaseUrl(url)).toMatchObject({
      host: '/var/run/postgresql',
      options: '-c work_mem=8MB',
    });
  });

  it.each([
    ['', false],
    ['?sslmode=disable', false],
    ['?sslmode=require', { rejectUnauthorized: false }],
    ['?sslmode=verify-full', {}],
    ['?sslrootcert=system', {}],
  ])('means by "%s" what libpq does', (parameters, ssl) => {
    expect(parseDatabaseUrl(`postgres://ada@db/shop${parameters}`).ssl).toStrictEqual(ssl);
  });

  it.each([
    ['not a URL', 'must be of the form'],
    ['mysql://ada:s3cret@db/shop', 'must be of the form'],
    ['postgres://ada:s3cret@db', 'must be of the form'],
    ['postgres://db/shop', 'must be of the form'],
    [
      'postgres://ada:s3cret@db/shop?ssl_mode=verify-full',
      'the parameter ssl_mode, which is none of sslmode',
    ],
    ['postgres://ada:s3cret@db/shop?sslmode=prefer', 'must be one of disable, require'],
    ['postgres://ada:s3cret@db/shop?sslmode=verify-ca', 'needs sslrootcert'],
    ['postgres://ada:s3cret@db/shop?sslrootcert=/nowhere/ca.crt', 'cannot be read'],
  ])('is refused in words for the operator, who is not told the secret: %s', (text, words) => {
    const parse = () => parseDatabaseUrl(text);
    expect(parse).toThrow(CannotStart);
    expect(parse).toThrow(words);
    expect(parse).not.toThrow('s3cret');
  });
});
