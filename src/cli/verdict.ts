import { visible } from './visible.js';

export interface Verdict {
  /** What is wrong, in one line. */
  readonly wrong: string | undefined;
  /** What was found right, if nothing is wrong. */
  readonly right: string;
}

/**
 * Prints the one line a verification comes to, and has the process end with 1 if something is wrong. It tells of what
 * whoever tampered may have written, also to look like the line of another verdict.
 */
export function printVerdict({ wrong, right }: Verdict): void {
  console.log(visible(wrong === undefined ? `OK: ${right}.` : `WRONG: ${wrong}.`));
  if (wrong !== undefined) process.exitCode = 1;
}
