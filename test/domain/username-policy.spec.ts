import { canonicalUsername, checkUsername, USERNAME_MAX } from '../../src/accounts/username.policy.js';

const shownAs = (username: string) => ({ username });
const refusedFor = (problem: string) => ({ problem });

describe('A username', () => {
  it.each([
    'ada',
    'Ada Lovelace',
    'ada@example.org',
    'O’Hara-Łukasz_9',
    'Ελένη',
    'ليلى',
    '李小龍',
    'न्या',
    '🦉',
  ])('may be %j, and is shown as given', (name) => {
    expect(checkUsername(name)).toEqual(shownAs(name));
  });

  it.each([
    ['fullwidth letters', 'ａｄａ', 'ada'],
    ['a ligature', 'ﬁona', 'fiona'],
    ['a letter and its accent apart', 'Rene\u0301', 'Ren\u00e9'],
    ['mathematical letters', '𝒶𝒹𝒶', 'ada'],
    ['a no-break space inside', 'ada\u00a0lovelace', 'ada lovelace'],
  ])('is shown in NFKC: %s', (_what, raw, shown) => {
    expect(checkUsername(raw)).toEqual(shownAs(shown));
  });

  it.each([' ada', 'ada ', '\tada\n', '\u3000ada\u00a0', '\ufeffada'])(
    'is taken without the blanks at its ends: %j',
    (raw) => {
      expect(checkUsername(raw)).toEqual(shownAs('ada'));
    },
  );

  it.each(['', ' ', '\t\r\n', '\u00a0\u3000', '\ufeff'])('is not empty, nor only blanks: %j', (raw) => {
    expect(checkUsername(raw)).toEqual(refusedFor('empty'));
  });

  it.each([
    ['a null character', 'ad\0a'],
    ['a line break', 'ad\na'],
    ['a tabulator', 'ad\ta'],
    ['an escape', 'ad\u001ba'],
    ['a C1 control', 'ad\u0085a'],
    ['a delete', 'ad\u007fa'],
    ['a zero-width space', 'ad\u200ba'],
    ['a zero-width non-joiner', 'ad\u200ca'],
    ['a zero-width joiner', 'ad\u200da'],
    ['a word joiner', 'ad\u2060a'],
    ['a byte order mark', 'ad\ufeffa'],
    ['a soft hyphen', 'ad\u00ada'],
    ['a right-to-left override', 'ad\u202ea'],
    ['a bidirectional isolate', 'ad\u2066a'],
    ['a right-to-left mark', 'ad\u200fa'],
    ['a tag character', 'ad\u{e0061}a'],
    ['an invisible combining mark', 'ad\u034fa'],
    ['a variation selector', 'ada\ufe0f'],
    ['an ideographic variation selector', '李\u{e0100}'],
    ['a Hangul filler', 'ad\u3164a'],
    ['a halfwidth Hangul filler', 'ad\uffa0a'],
    ['a Mongolian vowel separator', 'ad\u180ea'],
    ['a blank Braille pattern', 'ad\u2800a'],
    ['a line separator', 'ad\u2028a'],
    ['a paragraph separator', 'ad\u2029a'],
    ['an Ogham space', 'ad\u1680a'],
    ['two spaces in a row', 'ada  lovelace'],
    ['two kinds of space in a row', 'ada\u00a0\u2003lovelace'],
    ['a private-use character', 'ad\ue000a'],
    ['an unassigned character', 'ad\u0378a'],
    ['a noncharacter', 'ad\uffffa'],
    ['a lone high surrogate', 'ad\ud800a'],
    ['a lone low surrogate', 'ad\udc00a'],
  ])('does not hold %s', (_what, raw) => {
    expect(checkUsername(raw)).toEqual(refusedFor('characters'));
  });

  it('has at most 64 characters, each counted once, whatever its encoding', () => {
    expect(USERNAME_MAX).toBe(64);
    for (const character of ['a', 'é', '李', '🦉']) {
      expect(checkUsername(character.repeat(64))).toEqual(shownAs(character.repeat(64)));
      expect(checkUsername(character.repeat(65))).toEqual(refusedFor('tooLong'));
    }
  });

  it('is counted as it is shown: after NFKC, without the blanks at its ends', () => {
    expect(checkUsername('e\u0301'.repeat(64))).toEqual(shownAs('é'.repeat(64)));
    expect(checkUsername(` ${'a'.repeat(64)} `)).toEqual(shownAs('a'.repeat(64)));
    expect(checkUsername('ﬁ'.repeat(33))).toEqual(refusedFor('tooLong'));
  });

  it('of a megabyte is too long, whatever is in it', () => {
    for (const character of ['a', ' ', '\0', '\ud800', '\ufdfa']) {
      expect(checkUsername(character.repeat(1_048_576))).toEqual(refusedFor('tooLong'));
    }
  });
});

describe('Two usernames are the same', () => {
  it.each([
    ['ada', 'ADA'],
    ['ada', 'ａＤａ'],
    ['René', 'RENE\u0301'],
    ['straße', 'STRASSE'],
    ['STRAẞE', 'straße'],
    ['STRAẞE', 'strasse'],
    ['Ὀδυσσεύς', 'ὈΔΥΣΣΕΎΣ'],
    ['ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύσ'],
    ['ﬁona', 'FIONA'],
    ['K2', 'k2'],
    ['ⅷ', 'VIII'],
    ['ﬆeve', 'STEVE'],
    ['ჟურნალი', 'ᲟᲣᲠᲜᲐᲚᲘ'],
    ['ꮳꮃꭹ', 'ᏣᎳᎩ'],
  ])('under case folding and NFKC: %s and %s', (one, other) => {
    expect(canonicalUsername(one)).toBe(canonicalUsername(other));
  });

  it.each([
    ['ada', 'adá'],
    ['ada', 'adaa'],
    ['ada', 'аda'],
    ['ada lovelace', 'adalovelace'],
  ])('not when they differ in more than that: %s and %s', (one, other) => {
    expect(canonicalUsername(one)).not.toBe(canonicalUsername(other));
  });
});
