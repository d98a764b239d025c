import { codeRefusal, tooManyPasswords } from './code.types.js';
import type { ProofRefusal } from './full-proof.js';
import { PasswordRefused } from './two-factor.types.js';

/** What people are told of a password, or of a code beside it, that proved nothing. */
export function proofRefusal(outcome: ProofRefusal, now: Date) {
  switch (outcome.code) {
    case 'passwordRefused':
      return new PasswordRefused();
    case 'tooManyPasswords':
      return tooManyPasswords(outcome.retryAt, now);
    default:
      return codeRefusal(outcome, now);
  }
}
