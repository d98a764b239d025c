/** Longest password, in code points: NIST SP 800-63B-4 §3.1.1.2 asks for at least 64. */
export const PASSWORD_MAX = 256;

export type PasswordProblem = 'tooShort' | 'tooLong' | 'guessable';

/** The form a password is hashed in: NFC would leave look-alikes apart, NFKC is what §3.1.1.2 allows too. */
export function normalisePassword(raw: string): string {
  return raw.normalize('NFKC');
}

/** Whether a password is worth hashing at all: longer than any password can be. */
export function isOverlong(raw: string): boolean {
  return raw.length > PASSWORD_MAX * 2;
}

/**
 * What speaks against a new password, by NIST SP 800-63B-4 §3.1.1.2: its length in code
 * points and being expected; never which kinds of characters it is made of.
 * @param expected words an attacker would try first: the username, the name of the service
 */
export function passwordProblem(
  raw: string,
  minLength: number,
  expected: readonly string[],
): PasswordProblem | undefined {
  if (isOverlong(raw)) return 'tooLong';
  const password = normalisePassword(raw);
  const length = Array.from(password).length;
  if (length < minLength) return 'tooShort';
  if (length > PASSWORD_MAX) return 'tooLong';
  return isGuessable(password.toLowerCase(), expected) ? 'guessable' : undefined;
}

/** A short piece repeated, a run of neighbours, or little more than a word that is expected here. */
function isGuessable(password: string, expected: readonly string[]): boolean {
  if (/^(.{1,4})\1+.{0,3}$/su.test(password)) return true;
  if (isRun(password)) return true;
  return expected.some((word) => {
    const rest = word.length >= 3 ? password.replaceAll(word.toLowerCase(), '') : password;
    return rest.length < 4;
  });
}

function isRun(password: string): boolean {
  const points = Array.from(password, (character) => character.codePointAt(0) ?? 0);
  const stepsUp = points
    .slice(1)
    .filter((point, index) => Math.abs(point - (points[index] ?? 0)) === 1).length;
  return stepsUp >= points.length - 3;
}
