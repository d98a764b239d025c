import { createSecretKey, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { newKey } from '../../src/crypto/master-keys.js';
import { KEY_BYTES, open, seal, SealBroken } from '../../src/crypto/sealing.js';

const KEY = createSecretKey(Buffer.alloc(KEY_BYTES, 7));
const OWNER = 'account/ada/totp-secret/1';
const PLAIN = Buffer.from('a secret of Ada');

/** Sealed once and for all: what is stored must open for as long as there are logs. */
const STORED = 'v1.gWV_wfZPqw0fTued581C_y875NrhnhSPlnGU8Bx5v5SKoKG3SHDTw_oZHg';

describe('A sealed value', () => {
  it('opens under its key, for what it was sealed for', () => {
    expect(open(KEY, seal(KEY, PLAIN, OWNER), OWNER)).toEqual(PLAIN);
  });

  it('opens as it was stored by the first version', () => {
    expect(open(KEY, STORED, OWNER)).toEqual(PLAIN);
  });

  it('shows nothing of what is in it, and is never the same twice', () => {
    const sealed = Array.from({ length: 100 }, () => seal(KEY, PLAIN, OWNER));
    for (const value of sealed) expect(value).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(new Set(sealed).size).toBe(sealed.length);
  });

  it('does not open under another key', () => {
    expect(() => open(createSecretKey(newKey()), seal(KEY, PLAIN, OWNER), OWNER)).toThrow(SealBroken);
  });

  it.each([
    'account/grace/totp-secret/1',
    'account/ada/totp-secret/2',
    'account/ada/username',
    '',
    `${OWNER}/`,
  ])('does not open for another owner or purpose: %j', (other) => {
    expect(() => open(KEY, seal(KEY, PLAIN, OWNER), other)).toThrow(SealBroken);
  });

  it('does not open when a bit of it was flipped, anywhere', () => {
    const bytes = Buffer.from(STORED.slice('v1.'.length), 'base64url');
    const flipped = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return `v1.${altered.toString('base64url')}`;
    });
    expect(flipped.filter((text) => opens(text))).toEqual([]);
  });

  it('does not open when a character of it was changed, left out or put in, anywhere', () => {
    const altered = Array.from({ length: STORED.length + 1 }, (_, at) => [
      ...['A', '_', '.', '=', ' ', '\n', ''].map(
        (other) => STORED.slice(0, at) + other + STORED.slice(at + 1),
      ),
      ...['A', '_', '.', '=', ' ', '\n'].map((more) => STORED.slice(0, at) + more + STORED.slice(at)),
    ]).flat();
    expect(altered.filter((text) => text !== STORED).filter((text) => opens(text))).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['a version alone', 'v1.'],
    ['too short for a nonce and a tag', 'v1.AAAA'],
    ['of another version', `v2.${STORED.slice(3)}`],
    ['without a version', STORED.slice(3)],
    ['two in one', `${STORED}.${STORED}`],
  ])('is not what is %s', (_what, text) => {
    expect(opens(text)).toBe(false);
  });

  it('tells in its error what it belongs to, and nothing of what is in it', () => {
    const fault = catchFault(() => open(createSecretKey(newKey()), STORED, OWNER));
    expect(fault).toMatchObject({ name: 'SealBroken', code: 'SEAL_BROKEN' });
    expect(fault.message).toBe(`A sealed value did not open (${OWNER})`);
  });
});

describe('Any value', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  const keys = fc
    .uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES })
    .map((key) => createSecretKey(key));
  const owners = fc.string();

  it('comes out of its seal as it went in', () => {
    fc.assert(
      fc.property(keys, bytes, owners, (key, plain, owner) => {
        expect(open(key, seal(key, plain, owner), owner)).toEqual(Buffer.from(plain));
      }),
      { numRuns: 300 },
    );
  });

  it('comes out for no other key and no other owner', () => {
    fc.assert(
      fc.property(keys, keys, bytes, owners, owners, (key, otherKey, plain, owner, otherOwner) => {
        const sealed = seal(key, plain, owner);
        fc.pre(!key.equals(otherKey) && owner !== otherOwner);
        expect(opens(sealed, otherKey, owner)).toBe(false);
        expect(opens(sealed, key, otherOwner)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

function opens(sealed: string, key: KeyObject = KEY, owner: string = OWNER): boolean {
  try {
    open(key, sealed, owner);
    return true;
  } catch (fault) {
    if (fault instanceof SealBroken) return false;
    throw fault;
  }
}

function catchFault(work: () => unknown): Error {
  try {
    work();
  } catch (fault) {
    return fault as Error;
  }
  throw new Error('It did not fail');
}
