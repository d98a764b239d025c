import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth';
import type { TotpCheck } from './code.policy.js';

/**
 * What every common authenticator reads; Google Authenticator ignores other values
 * silently and then shows codes that never match. Written into each enrollment, so
 * that one made today stays readable whatever the default becomes.
 */
export const TOTP_PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
export type TotpParameters = typeof TOTP_PARAMETERS;

/** RFC 4226 §4 R6 recommends 160 bits. */
const SECRET_BYTES = 20;

/** How far a clock that is off is looked for, to tell its owner: ten steps are five minutes. */
const DRIFT_LOOKED_FOR = 10;

/** A new random shared secret, in Base32 without padding (RFC 4648 §6). */
export function newSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/**
 * The key URI an authenticator scans:
 * https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function otpauthUri(secret: string, issuer: string, username: string): string {
  return new TOTP({ ...TOTP_PARAMETERS, secret, issuer, label: username, issuerInLabel: true }).toString();
}

/** The time step an instant falls in: RFC 6238 §4.2 with T0 = 0. */
export function timeStep(at: Date, { period }: TotpParameters = TOTP_PARAMETERS): number {
  return Math.floor(at.getTime() / 1_000 / period);
}

/** The code of one time step: RFC 6238 §4. */
export function codeAt(secret: string, step: number): string {
  return codesOf(secret)(step);
}

/** The codes of a secret, by their time steps. */
function codesOf(base32: string): (counter: number) => string {
  const secret = Secret.fromBase32(base32);
  const key = createSecretKey(secret.bytes);
  // The library's own HMAC hands the key over as bytes each time, which takes Node five times as long.
  const hmac = (algorithm: string, _key: Uint8Array, message: Uint8Array) =>
    createHmac(algorithm, key).update(message).digest();
  const { algorithm, digits } = TOTP_PARAMETERS;
  return (counter) => HOTP.generate({ secret, algorithm, digits, counter, hmac });
}

/** Six ASCII digits: nothing else is a code, however a library may read it. */
export function isCode(text: string): boolean {
  return /^[0-9]{6}$/.test(text);
}

/**
 * Finds the time step a code belongs to.
 * @param driftSteps how many steps off a code may be, each way: RFC 6238 §5.2 has one back, for the delay of the
 *   network; that clocks drift, forward too, is §6
 * @param afterStep the last step accepted; a later step is preferred when two share a code
 */
export function checkCode(
  code: string,
  secret: string,
  at: Date,
  { driftSteps, afterStep = -1 }: { readonly driftSteps: number; readonly afterStep?: number },
): TotpCheck {
  const now = timeStep(at);
  const codeOf = codesOf(secret);
  const earliest = (from: number, to: number) => {
    for (let step = Math.max(from, 0); step <= to; step++) if (same(codeOf(step), code)) return step;
    return undefined;
  };
  const [first, last] = [now - driftSteps, now + driftSteps];
  const step = earliest(Math.max(first, afterStep + 1), last) ?? earliest(first, Math.min(last, afterStep));
  if (step !== undefined) return { kind: 'matched', step };
  const outside = earliest(now - DRIFT_LOOKED_FOR, now + DRIFT_LOOKED_FOR);
  if (outside === undefined) return { kind: 'wrong' };
  // A code that was spent, or passed over, is told as that, however long ago it was shown.
  return outside <= afterStep
    ? { kind: 'matched', step: outside }
    : { kind: 'clockOff', steps: outside - now };
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
