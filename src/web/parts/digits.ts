/** As many as a code has. */
export const DIGITS = 6;

/** The digits of what was typed or pasted (`123 456`, `123-456`, full-width ones), no more than a code has. */
export function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replace(/\D/g, '').slice(0, DIGITS);
}
