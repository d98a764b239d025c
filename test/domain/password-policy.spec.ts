import fc from 'fast-check';
import { loadCommonPasswords } from '../../src/accounts/common-passwords.js';
import {
  isOverlong,
  normalisePassword,
  PASSWORD_MAX,
  passwordProblem,
} from '../../src/accounts/password.policy.js';
import { ADA, GRACE } from '../support/facts.js';

const MIN = 15;
const EXPECTED = ['ada', 'Countersign'];
const COMMON = await loadCommonPasswords();
const problemOf = (password: string, minLength = MIN, expected = EXPECTED) =>
  passwordProblem(password, { minLength, expected, common: COMMON });

/** Hard to guess by these rules, of any length. */
const mixed = (length: number) =>
  Array.from({ length }, (_, index) => String.fromCodePoint(97 + ((index * index * 7 + index) % 26))).join(
    '',
  );

describe('A password', () => {
  it('may be a few words', () => {
    expect(problemOf(ADA.password)).toBeUndefined();
    expect(problemOf(GRACE.password)).toBeUndefined();
  });

  it('needs no digits, capitals or signs: NIST SP 800-63B-4 §3.1.1.2 forbids such rules', () => {
    for (const password of ['onlysmallletters', 'ONLYCAPITALLETTERS', '902736154820394', '#!?%&/()=[]{}+*']) {
      expect(problemOf(password)).toBeUndefined();
    }
  });

  it('may hold any character: spaces, other scripts, emoji', () => {
    for (const password of [
      '   a b c   d e f',
      'пароль для входа',
      '合言葉は秘密の三つの言葉です',
      '🦉🐎🔋📎🌍🍎🎈🎲🚲🧭🪁🧵🥁🪴🛶',
    ]) {
      expect(problemOf(password, 14)).toBeUndefined();
    }
  });

  it('has at least as many characters as are asked for', () => {
    expect(problemOf(mixed(MIN - 1))).toBe('tooShort');
    expect(problemOf(mixed(MIN))).toBeUndefined();
    expect(problemOf('')).toBe('tooShort');
  });

  it('is counted in code points: an emoji is one character, not two', () => {
    const owls = '🦉🐎🔋📎🌍🍎🎈🎲🚲🧭🪁🧵🥁🪴';
    expect(problemOf(owls, 14)).toBeUndefined();
    expect(problemOf(owls, 15)).toBe('tooShort');
  });

  it('is counted after normalisation: an accent of its own adds nothing', () => {
    const accented = Array.from('zyxeroiuanmtks', (letter) => `${letter}\u0301`).join('');
    const length = Array.from(accented.normalize('NFKC')).length;
    expect(length).toBeLessThan(accented.length);
    expect(problemOf(accented, length)).toBeUndefined();
    expect(problemOf(accented, length + 1)).toBe('tooShort');
  });

  it('may have 64 characters and many more, up to 256', () => {
    expect(PASSWORD_MAX).toBeGreaterThanOrEqual(64);
    expect(problemOf(mixed(64))).toBeUndefined();
    expect(problemOf(mixed(PASSWORD_MAX))).toBeUndefined();
    expect(problemOf(mixed(PASSWORD_MAX + 1))).toBe('tooLong');
  });

  it('may have as many characters in any script and normal form', () => {
    const emoji = Array.from({ length: PASSWORD_MAX }, (_, n) =>
      String.fromCodePoint(0x1f400 + ((n * n) % 60)),
    );
    expect(problemOf(emoji.join(''))).toBeUndefined();
    const vietnamese = Array.from(
      { length: PASSWORD_MAX },
      (_, n) => Array.from('ệạặốửỡằẩ')[(n * n) % 7] ?? '',
    ).join('');
    expect(problemOf(vietnamese.normalize('NFC'))).toBeUndefined();
    expect(problemOf(vietnamese.normalize('NFD'))).toBeUndefined();
  });

  it('that grows past the longest by normalisation is too long', () => {
    expect(problemOf('\ufdfa'.repeat(20))).toBe('tooLong');
  });

  it('of a megabyte is told by its length alone, before any work on it', () => {
    expect(isOverlong('\ufdfa'.repeat(1_048_576))).toBe(true);
    expect(problemOf('\ufdfa'.repeat(1_048_576))).toBe('tooLong');
    expect(isOverlong(mixed(PASSWORD_MAX))).toBe(false);
  });
});

describe('A password that is easy to guess', () => {
  it.each([
    ['one character over and over', 'aaaaaaaaaaaaaaaaaaaa'],
    ['a short piece over and over', 'abcabcabcabcabcabc'],
    ['four characters over and over, and a tail', 'wxyzwxyzwxyzwxyz12'],
    ['an emoji over and over', '🦉'.repeat(20)],
    ['a run of the alphabet', 'abcdefghijklmnop'],
    ['a run backwards', 'zyxwvutsrqponmlk'],
    ['a run of digits', '123456789012345678'],
    ['a run with a tail', 'abcdefghijklmn77'],
    ['the name of the service', 'CountersignCountersign'],
    ['the name of the service and a digit or two', 'countersign77'],
    ['one of the most common passwords', 'Password1'],
    ['common words in a row', 'letmein-iloveyou-admin'],
    ['rows of the keyboard', 'qwertyuiopasdfghjkl'],
    ['columns of the keyboard', '1qaz2wsx3edc4rfv'],
    ['the username over and over', 'adaADAadaADAada1'],
    ['the username and the name of the service', 'ada-countersign'],
  ])('is refused: %s', (_what, password) => {
    expect(problemOf(password, 8)).toBe('guessable');
  });

  it('is told after normalisation, like any other', () => {
    expect(problemOf('ａａａａａａａａａａａａａａａａ')).toBe('guessable');
    expect(problemOf('ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐ')).toBe('guessable');
  });

  it('is not one that only has an expected word in it', () => {
    expect(problemOf('ada likes green owls')).toBeUndefined();
    expect(problemOf('my countersign is blue')).toBeUndefined();
  });

  it('is not told by words of one or two letters, which are in everything', () => {
    expect(problemOf('go1go2go3', 8, ['go'])).toBeUndefined();
    expect(problemOf('ada1ada2ada3', 8, ['ada'])).toBe('guessable');
  });
});

describe('A password that many people have', () => {
  const inPolicy = (minLength: number) =>
    [...COMMON].filter((password) => Array.from(password).length >= minLength);

  it('is one of at least 3,000 that would be long enough, by ASVS 6.2.4', () => {
    expect(inPolicy(8).length).toBeGreaterThan(15_000);
    expect(inPolicy(MIN).length).toBeGreaterThan(0);
  });

  it('is refused, all of them', () => {
    for (const minLength of [8, MIN]) {
      const taken = inPolicy(minLength).filter((password) => problemOf(password, minLength) === undefined);
      expect(taken).toEqual([]);
    }
  });

  it.each([
    ['of 8 characters', 'chelsea1', 8],
    ['of 17', 'momsanaladventure', MIN],
    ['in capitals', 'Mailcreated5240', MIN],
    ['after normalisation', 'ｍａｉｌｃｒｅａｔｅｄ5240', MIN],
    ['twice, to make it longer', 'liverpoolliverpool', MIN],
    ['two of them, to make it longer', 'Liverpoolchelsea1', MIN],
  ])('is refused: one %s', (_what, password, minLength) => {
    expect(problemOf(password, minLength)).toBe('common');
  });

  it('is not one that only begins or ends like it', () => {
    for (const password of ['liverpool owns a kite', 'kites over liverpool'])
      expect(problemOf(password)).toBeUndefined();
  });

  it('is none that comes from a generator of passwords', () => {
    const letters = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz0123456789'));
    const generated = fc.string({ unit: letters, minLength: MIN, maxLength: 24 });
    fc.assert(
      fc.property(generated, (password) => problemOf(password) !== 'common'),
      { seed: 2026, numRuns: 1_000 },
    );
  });

  it('is kept in the form it is compared in', () => {
    const others = [...COMMON].filter((password) => normalisePassword(password).toLowerCase() !== password);
    expect(others).toEqual([]);
  });
});

describe('The form a password is hashed in', () => {
  it('is the same for every spelling of the same characters', () => {
    const composed = 'caf\u00e9 au lait';
    expect(normalisePassword('cafe\u0301 au lait')).toBe(composed);
    expect(normalisePassword('ｃａｆé au lait')).toBe(composed);
  });

  it('keeps case and blanks: they are part of the password', () => {
    expect(normalisePassword(' Two  Words ')).toBe(' Two  Words ');
  });
});
