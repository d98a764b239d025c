import { account, accounts } from '../support/client-queries.js';
import { somebody } from '../support/client.js';
import { ADA } from '../support/facts.js';
import { startService, type Service } from '../support/service.js';

describe('What cannot be a username', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  const EMPTY = 'A username has at least one character.';
  const TOO_LONG = 'A username has at most 64 characters.';
  const CHARACTERS =
    'A username has letters, digits, signs and single spaces; no control or invisible characters.';

  it.each([
    ['empty', '', EMPTY],
    ['a space', ' ', EMPTY],
    ['blanks', '\t\n\u00a0\u3000', EMPTY],
    ['65 characters', 'x'.repeat(65), TOO_LONG],
    ['60,000 characters', 'x'.repeat(60_000), TOO_LONG],
    ['a ligature that NFKC makes 18 characters of, four times', 'ﷺ'.repeat(4), TOO_LONG],
    ['a NUL byte', 'ada\u0000', CHARACTERS],
    ['a line feed inside', 'ada\nlovelace', CHARACTERS],
    ['an escape sequence', '\u001b[31mada', CHARACTERS],
    ['a tab inside', 'ada\tlovelace', CHARACTERS],
    ['a zero-width space', 'ada\u200b', CHARACTERS],
    ['a right-to-left override', '\u202eada', CHARACTERS],
    ['a byte-order mark inside', 'a\ufeffda', CHARACTERS],
    ['half a surrogate pair', 'ada\ud83d', CHARACTERS],
    ['a private character', 'ada\ue000', CHARACTERS],
    ['an unassigned character', 'ada\u0378', CHARACTERS],
    ['a line separator inside', 'a\u2028da', CHARACTERS],
    ['two spaces', 'ada  lovelace', CHARACTERS],
  ])('is refused with the reason: %s', async (_, username, message) => {
    expect(await service.client().register({ ...ADA, username })).toEqual({
      __typename: 'UsernameInvalid',
      code: 'USERNAME_INVALID',
      message,
      retryAfter: null,
    });
  });

  it('leaves no account behind', async () => {
    expect((await accounts(await service.keyClient('auditor'))).edges).toEqual([]);
  });
});

describe('What cannot be a password', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  const TOO_SHORT = expect.stringMatching(/^A password has at least 15 characters, of any kind\./) as string;
  const TOO_LONG = 'A password has at most 256 characters.';
  const COMMON = expect.stringMatching(/^Many people have this password/) as string;
  const GUESSABLE = expect.stringMatching(/^This password is easy to guess\./) as string;

  it.each([
    ['empty', '', TOO_SHORT],
    ['14 characters', 'a1!B2@c3#D4$e5', TOO_SHORT],
    ['14 characters of 28 code units', '🥊🦦🐙🦑🐟🐠🐡🦈🐬🐳🐋🦭🐊🐢', TOO_SHORT],
    ['257 characters', 'correct horse battery staple '.repeat(9).slice(0, 257), TOO_LONG],
    ['60,000 characters', 'x y z '.repeat(10_000), TOO_LONG],
    ['one character again and again', 'aaaaaaaaaaaaaaaaaaaa', GUESSABLE],
    ['a run of neighbours', 'abcdefghijklmnopqrst', GUESSABLE],
    ['one that many people have', 'momsanaladventure', COMMON],
    ['the username, again and again', 'lovelacelovelacelovelace', GUESSABLE],
  ])('is refused with the reason: %s', async (_, password, message) => {
    expect(await service.client().register({ username: 'lovelace', password })).toEqual({
      __typename: 'PasswordInvalid',
      code: 'PASSWORD_INVALID',
      message,
      retryAfter: null,
    });
  });

  it('is free of rules about which characters there have to be', async () => {
    for (const password of [
      'onlylowercaseletters',
      '738201946573829',
      'two    words   apart',
      'НИОДНОЙСТРОЧНОЙБУКВЫ',
    ]) {
      expect(await service.client().register({ ...somebody(), password })).toMatchObject({
        __typename: 'Registered',
      });
    }
  });

  it('is set by the operator when shorter or longer ones are wanted', async () => {
    await using strict = await startService({ environment: { PASSWORD_MIN_LENGTH: '20' } });
    expect(await strict.client().register({ ...ADA, password: 'nineteen characters' })).toMatchObject({
      code: 'PASSWORD_INVALID',
      message: expect.stringMatching(/^A password has at least 20 characters/),
    });
    expect(await account(await strict.keyClient('auditor'), { username: ADA.username })).toBeNull();
  });
});
