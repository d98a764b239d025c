import fc from 'fast-check';
import { canonicalUsername, checkUsername, USERNAME_MAX } from '../../src/accounts/username.policy.js';

const RUNS = { numRuns: 1_000 };

/** Characters whose case or normal form hangs on others, or is more than one character. */
const tricky = fc.constantFrom(
  ...Array.from('aAßẞİıſΣσςŉǰΐΰẖﬁﬀﬆⅷKÅΩ\u0301\u0307\u0323\u0345ᾳᾼა\u1c90Ꭰꭰ𐐀𐐨ａＡ· .'),
);
const anyCodePoint = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));
const names = fc.string({ unit: fc.oneof(tricky, anyCodePoint), maxLength: 20 });

/** Characters that have another case or normal form. */
const CHANGING = /[\p{Changes_When_NFKC_Casefolded}\p{Changes_When_Casemapped}]/u;

const spellings: ((name: string) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => name.normalize('NFC'),
  (name) => name.normalize('NFD'),
  (name) => name.normalize('NFKC'),
  (name) => name.normalize('NFKD'),
];

describe('The form in which two usernames are the same', () => {
  it('is its own: taking it twice changes nothing', () => {
    fc.assert(
      fc.property(names, (name) => {
        const canonical = canonicalUsername(name);
        expect(canonicalUsername(canonical)).toBe(canonical);
      }),
      RUNS,
    );
  });

  it('does not hang on how a name that may be used is spelled', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...spellings), (raw, spelling) => {
        const checked = checkUsername(raw);
        fc.pre('username' in checked);
        expect(canonicalUsername(spelling(checked.username))).toBe(canonicalUsername(checked.username));
      }),
      RUNS,
    );
  });

  it('is the same for every single character in upper, lower and normal form', () => {
    const apart = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = String.fromCodePoint(point);
      if (!CHANGING.test(character)) continue;
      const canonical = canonicalUsername(character);
      const same = spellings.every((spelling) => canonicalUsername(spelling(character)) === canonical);
      if (!same || canonicalUsername(canonical) !== canonical) apart.push(character);
    }
    expect(apart).toEqual([]);
  });
});

describe('A username that may be used', () => {
  it('is shown the same when what is shown is checked again', () => {
    fc.assert(
      fc.property(names, (raw) => {
        const checked = checkUsername(raw);
        fc.pre('username' in checked);
        expect(checkUsername(checked.username)).toEqual(checked);
      }),
      RUNS,
    );
  });

  it('has no blank at its ends, no control or lone surrogate in it, and 1 to 64 characters', () => {
    fc.assert(
      fc.property(names, (raw) => {
        const checked = checkUsername(raw);
        fc.pre('username' in checked);
        const { username } = checked;
        expect(username).toBe(username.trim());
        expect(username).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(username.isWellFormed()).toBe(true);
        expect(Array.from(username).length).toBeGreaterThan(0);
        expect(Array.from(username).length).toBeLessThanOrEqual(USERNAME_MAX);
      }),
      RUNS,
    );
  });
});
