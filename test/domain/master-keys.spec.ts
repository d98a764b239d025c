import { MasterKeyMissing, MasterKeys, newKey } from '../../src/crypto/master-keys.js';
import { KEY_BYTES, SealBroken } from '../../src/crypto/sealing.js';

const OLD = Buffer.alloc(KEY_BYTES, 1);
const NEW = Buffer.alloc(KEY_BYTES, 2);
const STRANGE = Buffer.alloc(KEY_BYTES, 3);
/** The first 8 bytes of their SHA-256, in hex. */
const OLD_ID = '72cd6e8422c407fb';
const NEW_ID = '75877bb41d393b5f';
const OWNER = 'account/ada';
const ACCOUNT_KEY = Buffer.alloc(KEY_BYTES, 9);

describe('Master keys', () => {
  it('open what they wrapped', () => {
    const keys = new MasterKeys([OLD]);
    expect(keys.unwrap(keys.wrap(ACCOUNT_KEY, OWNER), OWNER)).toEqual(ACCOUNT_KEY);
  });

  it('wrap with the newest', () => {
    expect(new MasterKeys([NEW, OLD]).wrap(ACCOUNT_KEY, OWNER)).toMatch(new RegExp(`^${NEW_ID}\\.v1\\.`));
    expect(new MasterKeys([OLD, NEW]).wrap(ACCOUNT_KEY, OWNER)).toMatch(new RegExp(`^${OLD_ID}\\.v1\\.`));
  });

  it('open with whichever of them wrapped it', () => {
    const wrapped = new MasterKeys([OLD]).wrap(ACCOUNT_KEY, OWNER);
    expect(new MasterKeys([NEW, OLD]).unwrap(wrapped, OWNER)).toEqual(ACCOUNT_KEY);
  });

  it('name the one that is missing and those that are there, and tell none of them', () => {
    const wrapped = new MasterKeys([OLD]).wrap(ACCOUNT_KEY, OWNER);
    const unwrap = () => new MasterKeys([NEW, STRANGE]).unwrap(wrapped, OWNER);
    expect(unwrap).toThrow(MasterKeyMissing);
    expect(unwrap).toThrow(
      expect.objectContaining({
        code: 'MASTER_KEY_MISSING',
        keyId: OLD_ID,
        configured: [NEW_ID, expect.stringMatching(/^[0-9a-f]{16}$/)],
      }),
    );
    expect(unwrap).toThrow(
      new RegExp(`^Sealed under master key ${OLD_ID}; configured: ${NEW_ID}, [0-9a-f]{16}$`),
    );
  });

  it('open for no other owner', () => {
    const keys = new MasterKeys([OLD]);
    expect(() => keys.unwrap(keys.wrap(ACCOUNT_KEY, OWNER), 'account/grace')).toThrow(SealBroken);
  });

  it('open nothing whose key id was exchanged', () => {
    const keys = new MasterKeys([NEW, OLD]);
    const wrapped = keys.wrap(ACCOUNT_KEY, OWNER).replace(NEW_ID, OLD_ID);
    expect(() => keys.unwrap(wrapped, OWNER)).toThrow(SealBroken);
  });

  it('open nothing that was altered', () => {
    const keys = new MasterKeys([OLD]);
    const wrapped = keys.wrap(ACCOUNT_KEY, OWNER);
    expect(() => keys.unwrap(`${wrapped}.`, OWNER)).toThrow(SealBroken);
    expect(() => keys.unwrap(wrapped.slice(0, -1), OWNER)).toThrow(SealBroken);
    expect(() => keys.unwrap(OLD_ID, OWNER)).toThrow(MasterKeyMissing);
    expect(() => keys.unwrap('', OWNER)).toThrow(MasterKeyMissing);
  });
});

describe('A new key', () => {
  it('is 32 random bytes', () => {
    const keys = Array.from({ length: 100 }, newKey);
    for (const key of keys) expect(key).toHaveLength(KEY_BYTES);
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(keys.length);
  });
});
