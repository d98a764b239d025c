import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { countersign, newFolder } from '../support/process.js';
import { refusal } from './refusals.js';

const KEY = randomBytes(32).toString('base64');

describe('Without a usable master key', () => {
  it('a start in production names the variable to set, and leaves nothing behind', async () => {
    const folder = newFolder();
    expect(await refusal({ folder, environment: { NODE_ENV: 'production' } })).toBe(
      'In production a master key is required: set MASTER_KEY, or MASTER_KEY_FILE to a file that holds it (make one with: openssl rand -base64 32).',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('an empty MASTER_KEY counts as none', async () => {
    const line = await refusal({ environment: { NODE_ENV: 'production', MASTER_KEY: ' ' } });
    expect(line).toContain('set MASTER_KEY');
  });

  it.each([
    ['a word', 'hunter2'],
    ['one with a slip in it', `${KEY.slice(0, 20)}!${KEY.slice(20)}`],
    ['a good one and a bad one', `${KEY},hunter2`],
  ])('MASTER_KEY is refused, and not repeated, when it is %s', async (_, value) => {
    const line = await refusal({ environment: { MASTER_KEY: value } });
    expect(line).toBe(
      'MASTER_KEY does not hold a master key: each must be 32 bytes in base64 (make one with: openssl rand -base64 32).',
    );
  });

  it.each([
    ['is not there', () => join(newFolder(), 'nowhere'), 'cannot be read: no such file or directory.'],
    ['is a folder', () => newFolder(), 'cannot be read: illegal operation on a directory.'],
    ['is empty', () => fileWith('\n'), 'is empty: it must hold a master key.'],
    ['holds something else', () => fileWith('hunter2'), 'does not hold a master key: each must be 32 bytes'],
  ])('MASTER_KEY_FILE is refused when the file %s', async (_, makePath, reason) => {
    const path = makePath();
    const line = await refusal({ environment: { NODE_ENV: 'production', MASTER_KEY_FILE: path } });
    expect(line).toContain(`MASTER_KEY_FILE ${reason}`);
    expect(line).not.toContain(path);
    expect(line).not.toContain('hunter2');
  });

  function fileWith(text: string): string {
    const path = join(newFolder(), 'the key');
    writeFileSync(path, text);
    return path;
  }
});

describe('Settings that do not fit', () => {
  it('are all named in one line, with what is allowed and without what was given', async () => {
    const line = await refusal({
      environment: {
        PORT: '70123',
        DRIFT_STEPS: 'eleventy',
        CHALLENGE_TTL: '0',
        SESSION_TTL: '1.5',
        PASSWORD_MIN_LENGTH: '7',
        LOG_LEVEL: 'deafening',
        ISSUER: 'Colon: Inc.',
      },
    });
    expect(line).toBe(
      'The configuration does not fit: ' +
        'PORT must be at most 65535; ' +
        'ISSUER must be 1 to 64 characters without a colon; ' +
        'PASSWORD_MIN_LENGTH must be at least 8; ' +
        'DRIFT_STEPS must be a whole number; ' +
        'CHALLENGE_TTL must be at least 1; ' +
        'SESSION_TTL must be a whole number; ' +
        'LOG_LEVEL must be one of debug, info, warn, error, silent.',
    );
  });

  it('are refused before the data folder is made', async () => {
    const folder = join(newFolder(), 'data');
    expect(await refusal({ folder, environment: { DRIFT_STEPS: '3' } })).toBe(
      'The configuration does not fit: DRIFT_STEPS must be at most 2.',
    );
    expect(existsSync(folder)).toBe(false);
  });

  it('let nothing last for longer than a year: no event could tell the end of millennia', async () => {
    const folder = newFolder();
    for (const name of ['ENROLLMENT_TTL', 'PASSWORD_RESET_TTL'])
      expect(await refusal({ folder, environment: { [name]: '31536001' } })).toBe(
        `The configuration does not fit: ${name} must be at most 31536000.`,
      );
  });
});

describe('An address that cannot be listened on', () => {
  const environment = { MASTER_KEY: KEY };

  it('is named when another program uses its port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    try {
      expect(await refusal({ environment: { ...environment, PORT: port } })).toBe(
        `Port ${port} of 127.0.0.1 cannot be listened on: another program uses it. Set PORT to another one, or stop that program.`,
      );
    } finally {
      other.close();
    }
  });

  it('is named when it is none of this machine', async () => {
    // RFC 5737: an address for documentation, that nobody has.
    expect(await refusal({ environment: { ...environment, HOST: '192.0.2.1' } })).toBe(
      'Port 0 of 192.0.2.1 cannot be listened on: address not available. Set HOST to an address of this machine and PORT to a port you may use.',
    );
  });
});

describe('An older Node', () => {
  const line = (version: string) =>
    `Countersign needs Node 24.16 or newer; this is ${version}. Start it with npm, which brings one.`;

  it.each(['22.23.1', '24.15.0'])(
    'is told by its version, before anything else is loaded: %s',
    async (node) => {
      const older = JSON.stringify({ version: `v${node}`, versions: { node } });
      const pretend = `for (const [name, value] of Object.entries(${older})) Object.defineProperty(process, name, { value })`;
      const command = countersign('--import', `data:text/javascript,${encodeURIComponent(pretend)}`);
      expect(await refusal({ command })).toBe(line(`v${node}`));
    },
  );

  for (const node of ['/usr/bin/node', '/usr/local/bin/node']) {
    if (!existsSync(node)) continue;
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    if (!/^v(1\d|2[0-3])\./.test(version)) continue;
    it(`is told the same when it is this machine’s own (${node} ${version})`, async () => {
      expect(await refusal({ command: [node, ...countersign().slice(1)] })).toBe(line(version));
    });
  }
});
