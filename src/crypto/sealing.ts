import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

export const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** A sealed value did not open: another key, another owner, or altered bytes. */
export class SealBroken extends Error {
  readonly code = 'SEAL_BROKEN';
  constructor(what: string, cause?: unknown) {
    super(`A sealed value did not open (${what})`, { cause });
    this.name = 'SealBroken';
  }
}

/**
 * Seals bytes with AES-256-GCM under a random 96-bit nonce (NIST SP 800-38D §8.2.2).
 * @param key of {@link KEY_BYTES}; an object, since Node takes bytes too, but four times as long about it
 * @param boundTo what the value belongs to; it opens only when told the same again
 * @returns `v1.` and nonce, ciphertext and tag in base64url
 */
export function seal(key: KeyObject, plain: Uint8Array, boundTo: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(boundTo));
  const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return spelling(sealed);
}

/**
 * Opens what {@link seal} sealed.
 * @throws {SealBroken} when anything about it is not as it was sealed
 */
export function open(key: KeyObject, sealed: string, boundTo: string): Buffer {
  const bytes = Buffer.from(sealed.slice(VERSION.length + 1), 'base64url');
  // A decoder of base64 passes over what it does not know: only the spelling that was sealed will do.
  if (sealed !== spelling(bytes) || bytes.length < IV_BYTES + TAG_BYTES) throw new SealBroken(boundTo);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    }).setAAD(additionalData(boundTo));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (fault) {
    throw new SealBroken(boundTo, fault);
  }
}

function spelling(bytes: Buffer): string {
  return `${VERSION}.${bytes.toString('base64url')}`;
}

function additionalData(boundTo: string): Buffer {
  return Buffer.from(`countersign/${VERSION}/${boundTo}`);
}
