import { refusal } from '../graphql/refusal.js';
import type { CodeRefusal } from './code.policy.js';

export const CodeMalformed = refusal(
  'CodeMalformed',
  'A code is six digits, as your authenticator shows it, or one of your recovery codes.',
);
export const CodeRefused = refusal(
  'CodeRefused',
  'That code was not accepted. Wait for the next one, and check that the clock of your device is right.',
);
export const TooManyAttempts = refusal(
  'TooManyAttempts',
  'Too many wrong codes. Please wait before you try again.',
);

/** Where a recovery code will not do. */
export function notOfAuthenticator() {
  return new CodeMalformed(null, 'A code is six digits, as your authenticator shows it.');
}

/** What outsiders are told of a code that was refused. */
export function codeRefusal({ code, lockedUntil }: CodeRefusal, now: Date) {
  const wait = lockedUntil && secondsUntil(lockedUntil, now);
  return code === 'locked' ? new TooManyAttempts(wait) : new CodeRefused(wait);
}

/** The same for whoever guesses passwords, at an account or at none. */
export function tooManyPasswords(retryAt: Date, now: Date) {
  return new TooManyAttempts(
    secondsUntil(retryAt, now),
    'Too many wrong passwords. Please wait before you try again.',
  );
}

/** The same for whoever makes accounts. */
export function tooManyRegistrations(retryAt: Date, now: Date) {
  return new TooManyAttempts(
    secondsUntil(retryAt, now),
    'Too many people registered from where you are. Please wait before you try again.',
  );
}

function secondsUntil(then: Date, now: Date): number {
  return Math.max(1, Math.ceil((then.getTime() - now.getTime()) / 1_000));
}
