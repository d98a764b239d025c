import { LookUpHashes } from '../../src/crypto/look-up-hashes.js';
import { ARGON2ID_COST } from '../../src/crypto/password-hashes.js';

const hashes = new LookUpHashes(ARGON2ID_COST);
const SECRETS = ['k7m2qx9dwt', '0123456789', 'abcdefghjk'];

describe('A set of hashes', () => {
  it('tells which of the set a secret is', async () => {
    const kept = await hashes.hashAll(SECRETS);
    for (const [index, secret] of SECRETS.entries()) expect(await hashes.find(kept, secret)).toBe(index);
    expect(await hashes.find(kept, 'k7m2qx9dws')).toBeNull();
    expect(await hashes.find(kept, '')).toBeNull();
  });

  it('has a salt of its own each time, so that the same secrets are kept as something else', async () => {
    const [one, other] = [await hashes.hashAll(SECRETS), await hashes.hashAll(SECRETS)];
    expect(one).not.toBe(other);
    const bytes = Buffer.from(one, 'base64url');
    // 128 bits of salt, and as many for each.
    expect(bytes).toHaveLength(16 * (1 + SECRETS.length));
  });

  it('of nothing has nothing in it', async () => {
    expect(await hashes.find(await hashes.hashAll([]), SECRETS[0]!)).toBeNull();
  });
});
