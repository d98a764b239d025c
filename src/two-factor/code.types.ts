import { refusal } from '../graphql/refusal.js';
import type { CodeRefusal } from './two-factor.decider.js';

export const CodeMalformed = refusal(
  'CodeMalformed',
  'A code is six digits, as your authenticator shows it.',
);
export const CodeRefused = refusal(
  'CodeRefused',
  'That code was not accepted. Wait for the next one, and check that the clock of your device is right.',
);
export const TooManyAttempts = refusal(
  'TooManyAttempts',
  'Too many wrong codes. Please wait before you try again.',
);

/** What outsiders are told of a code that was refused. */
export function codeRefusal({ code, lockedUntil }: CodeRefusal, now: Date) {
  const wait = lockedUntil && Math.max(1, Math.ceil((lockedUntil.getTime() - now.getTime()) / 1_000));
  return code === 'locked' ? new TooManyAttempts(wait) : new CodeRefused(wait);
}
