/**
 * Text of the log as it may be printed: what somebody wrote there must not move the cursor, nor look like a line of
 * its own.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
