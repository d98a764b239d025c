/** Longest password, in code points: NIST SP 800-63B-4 §3.1.1.2 asks for at least 64. */
export const PASSWORD_MAX = 256;

/** What is tried first anywhere: words from the top of every published leak, and the rows of keyboards. */
const COMMON = (
  'password passw0rd passwort motdepasse contraseña parola пароль letmein iloveyou welcome changeme trustno1 ' +
  'administrator admin qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm qwerty azerty йцукен 1q2w3e4r5t ' +
  '1q2w3e4r 1qaz2wsx3edc4rfv 1qaz2wsx q1w2e3r4t5 abcd1234 abc123 superman starwars pokemon football baseball ' +
  'basketball sunshine princess whatever computer internet dragon monkey shadow master secret'
).split(' ');

export type PasswordProblem = 'tooShort' | 'tooLong' | 'guessable' | 'common';

/** What a new password is held against. */
export interface PasswordRules {
  /** In code points. */
  readonly minLength: number;
  /** Words an attacker would try first here: the username, the name of the service. */
  readonly expected: readonly string[];
  /** Passwords an attacker would try first anywhere, in lower case and NFKC. */
  readonly common: ReadonlySet<string>;
}

/**
 * The form a password is hashed in, so that each keyboard makes the same one of it. NIST SP 800-63B-4 §3.1.1.2 says
 * that it should be NFC; NFKC was chosen, which besides joins full-width and other spellings that NFC leaves apart.
 */
export function normalisePassword(raw: string): string {
  return raw.normalize('NFKC');
}

/**
 * Whether a password is not worth looking at: longer than any can be, also when each
 * character is spelled as a letter and its marks (up to four of them in NFD).
 */
export function isOverlong(raw: string): boolean {
  return raw.length > PASSWORD_MAX * 4;
}

/**
 * What speaks against a new password, by NIST SP 800-63B-4 §3.1.1.2: its length in code
 * points and being common or expected; never which kinds of characters it is made of.
 */
export function passwordProblem(
  raw: string,
  { minLength, expected, common }: PasswordRules,
): PasswordProblem | undefined {
  if (isOverlong(raw)) return 'tooLong';
  const password = normalisePassword(raw);
  const length = Array.from(password).length;
  if (length < minLength) return 'tooShort';
  if (length > PASSWORD_MAX) return 'tooLong';
  const folded = password.toLowerCase();
  if (isGuessable(folded, expected)) return 'guessable';
  return isCommon(folded, common) ? 'common' : undefined;
}

/** One that many people have; or two of these in a row, which is what most of them do when one is too short. */
function isCommon(password: string, common: ReadonlySet<string>): boolean {
  const cuts = Array.from({ length: password.length }, (_, index) => index);
  return cuts.some(
    (cut) => common.has(password.slice(cut)) && (cut === 0 || common.has(password.slice(0, cut))),
  );
}

/** A short piece repeated, a run of neighbours, or little more than words that are common, or expected here. */
function isGuessable(password: string, expected: readonly string[]): boolean {
  if (/^(.{1,4})\1+.{0,3}$/su.test(password)) return true;
  if (isRun(password)) return true;
  const words = [...expected.filter(({ length }) => length >= 3), ...COMMON];
  const rest = words.reduce((left, word) => left.replaceAll(word.toLowerCase(), ''), password);
  return rest.length < 4;
}

function isRun(password: string): boolean {
  const points = Array.from(password, (character) => character.codePointAt(0) ?? 0);
  const stepsUp = points
    .slice(1)
    .filter((point, index) => Math.abs(point - (points[index] ?? 0)) === 1).length;
  return stepsUp >= points.length - 3;
}
