import { randomBytes } from 'node:crypto';
import { isCode } from './totp.js';

/** Crockford's Base32: no `i`, `l`, `o` or `u`, so that what was written down is read as what it was. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUP = 5;
/** 50 bits. SP 800-63B-4 §3.1.2.2: less than 64 take the limit on wrong ones that all codes have. */
const LENGTH = 2 * GROUP;
const SET_SIZE = 10;

const WRITTEN = new RegExp(`^[${LETTERS}]{${String(LENGTH)}}$`);

/** Longer than anybody writes one, however many spaces are in it. */
const LONGEST_WRITTEN = 64;

/** A new set of recovery codes as they are shown: `k7m2q-x9dwt`. No two are the same. */
export function newRecoveryCodes(): readonly string[] {
  const codes = new Set<string>();
  while (codes.size < SET_SIZE) codes.add(newRecoveryCode());
  return [...codes];
}

function newRecoveryCode(): string {
  // 32 letters divide 256, so that each is as likely as any other.
  const letters = Array.from(randomBytes(LENGTH), (byte) => LETTERS.charAt(byte % LETTERS.length)).join('');
  return `${letters.slice(0, GROUP)}-${letters.slice(GROUP)}`;
}

/**
 * The letters of a recovery code however it was written: in upper case, with spaces or dashes anywhere or
 * nowhere, with letters in the place of the digits they look like. `null` for what cannot be one.
 */
export function recoveryCodeIn(text: string): string | null {
  if (text.length > LONGEST_WRITTEN) return null;
  const letters = text
    .toLowerCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return WRITTEN.test(letters) ? letters : null;
}

/** Whether a text can be a code at all: one of an authenticator, or a recovery code. */
export function isAnyCode(text: string): boolean {
  return isCode(text) || recoveryCodeIn(text) !== null;
}
