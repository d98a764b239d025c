import fc from 'fast-check';
import { isAnyCode, newRecoveryCodes, recoveryCodeIn } from '../../src/two-factor/recovery-code.js';

describe('A set of recovery codes', () => {
  it('has ten, no two the same, in two groups of five letters that are not mistaken for one another', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
  });

  it('has no code of another one', () => {
    const codes = Array.from({ length: 1_000 }, newRecoveryCodes).flat();
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('takes each letter as often as any other, at every place', () => {
    const sets = 3_200;
    const letters = Array.from({ length: sets }, newRecoveryCodes)
      .flat()
      .map((code) => code.replace('-', ''));
    for (let place = 0; place < 10; place++) {
      const counts = new Map<string, number>();
      for (const code of letters) counts.set(code.charAt(place), (counts.get(code.charAt(place)) ?? 0) + 1);
      expect(counts.size).toBe(32);
      // A thousand of each are expected: six standard deviations either way.
      for (const count of counts.values()) expect(Math.abs(count - (sets * 10) / 32)).toBeLessThan(190);
    }
  });
});

describe('A recovery code that was typed in', () => {
  it.each([
    'k7m2q-x9dwt',
    'K7M2Q-X9DWT',
    'k7m2qx9dwt',
    ' k7m2q x9dwt\n',
    'k7 m2 q- x9 dw t',
    'k7m2q–x9dwt',
    'k7m2q—x9dwt',
  ])('is read however it was written: %j', (text) => {
    expect(recoveryCodeIn(text)).toBe('k7m2qx9dwt');
  });

  it('may have the letters that are not used in the place of the digits they look like', () => {
    expect(recoveryCodeIn('oOiIl-Labcd')).toBe('001111abcd');
  });

  it.each([
    '',
    '123456',
    'k7m2q-x9dw',
    'k7m2q-x9dwtt',
    'k7m2q-x9dwu',
    'k7m2q_x9dwt',
    'k7m2q-x9dẃt',
    '٠٧٣٢٥-٩٨٧٦٥',
    `k7m2q${' '.repeat(60)}x9dwt`,
  ])('is none when it cannot be: %j', (text) => {
    expect(recoveryCodeIn(text)).toBeNull();
  });

  it('is the one that was shown, for every one that is shown', () => {
    for (const code of newRecoveryCodes()) expect(recoveryCodeIn(code)).toBe(code.replace('-', ''));
  });

  it('is read alike when it was read before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const letters = recoveryCodeIn(text);
        if (letters !== null) expect(recoveryCodeIn(letters)).toBe(letters);
      }),
    );
  });
});

describe('Any code', () => {
  it('is six digits, or a recovery code', () => {
    for (const text of ['123456', 'k7m2q-x9dwt', '1234567890']) expect(isAnyCode(text)).toBe(true);
    for (const text of ['', '12345', '1234567', '123 456', '１２３４５６', 'k7m2q'])
      expect(isAnyCode(text)).toBe(false);
  });
});
