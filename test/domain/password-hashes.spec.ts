import { hash } from '@node-rs/argon2';
import { ARGON2ID_COST, PasswordHashes } from '../../src/crypto/password-hashes.js';

const PASSWORD = 'correct horse battery staple';

describe('The hash of a password', () => {
  const hashes = new PasswordHashes(ARGON2ID_COST);

  it('is Argon2id with a salt of 128 bits and 256 bits of output, and says with which cost it was made', async () => {
    expect(await hashes.hash(PASSWORD)).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/,
    );
  });

  it('is never the same twice, and found right each time', async () => {
    const [one, other] = [await hashes.hash(PASSWORD), await hashes.hash(PASSWORD)];
    expect(one).not.toBe(other);
    for (const kept of [one, other]) expect(await hashes.matches(kept, PASSWORD)).toBe(true);
  });

  it('is another password’s when a single character differs, or one more is there', async () => {
    const kept = await hashes.hash(PASSWORD);
    for (const near of [`${PASSWORD} `, PASSWORD.toUpperCase(), PASSWORD.slice(0, -1), '']) {
      expect([near, await hashes.matches(kept, near)]).toEqual([near, false]);
    }
  });

  it('made with a lower cost, years ago, is still found right', async () => {
    const old = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    expect(old).toContain('$m=8192,t=1,p=1$');
    expect(await hashes.matches(old, PASSWORD)).toBe(true);
  });

  it('is nobody’s where there is no account, whatever is given, also what stands in for one', async () => {
    for (const given of [PASSWORD, '', 'nobody has this password']) {
      expect(await hashes.matches(undefined, given)).toBe(false);
    }
  });

  it('is not begun when too many others wait, and is again when they are done', async () => {
    const made = await Promise.allSettled(Array.from({ length: 140 }, () => hashes.hash(PASSWORD)));
    const refused = made.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(140 - 128);
    for (const each of refused) expect(each).toMatchObject({ reason: { code: 'OVERLOADED' } });
    expect(await hashes.matches(await hashes.hash(PASSWORD), PASSWORD)).toBe(true);
  });
});
