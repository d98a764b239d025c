/** Longest username, in code points. */
export const USERNAME_MAX = 64;

export type UsernameProblem = 'empty' | 'tooLong' | 'characters';

/** What nobody sees, so that two names that look the same would not be; U+2800 is Braille with no dots. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}| {2}/u;

/**
 * A username as it is shown: NFKC, no blanks at the ends. A space inside is fine; a
 * control, invisible, unassigned or other blank character is not (after RFC 8265).
 */
export function checkUsername(
  raw: string,
): { readonly username: string } | { readonly problem: UsernameProblem } {
  // NFKC may make one character of several: a name may be longer as it is sent, and what is far longer is not looked at.
  if (raw.length > USERNAME_MAX * 8) return { problem: 'tooLong' };
  const username = raw.normalize('NFKC').trim();
  if (username === '') return { problem: 'empty' };
  if (Array.from(username).length > USERNAME_MAX) return { problem: 'tooLong' };
  if (UNSEEN.test(username)) return { problem: 'characters' };
  return { username };
}

/**
 * The form in which two usernames are the same: NFKC, case folded. Going through upper
 * case folds what has no single lower case (`ß` and `SS`); going through lower case
 * first, what is upper case but not theirs (`ẞ`).
 */
export function canonicalUsername(username: string): string {
  return username.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
}
