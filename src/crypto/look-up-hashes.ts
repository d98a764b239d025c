import { hashRaw } from '@node-rs/argon2';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Argon2idCost } from './password-hashes.js';

const SALT_BYTES = 16;
/** 128 bits are far more than a secret has that is short enough to be written down. */
const HASH_BYTES = 16;

/**
 * Hashes sets of short random secrets with Argon2id (RFC 9106), all of a set under one random salt: to look
 * for a secret in its set is one computation, however many the set has.
 */
export class LookUpHashes {
  constructor(private readonly cost: Argon2idCost) {}

  /** @returns salt and hashes in base64url, the hashes in the order of the secrets */
  async hashAll(secrets: readonly string[]): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const parts: Buffer[] = [salt];
    // One after the other: all at once would keep every thread of the pool from everybody else.
    for (const secret of secrets) parts.push(await this.hashOf(secret, salt));
    return Buffer.concat(parts).toString('base64url');
  }

  /** Which of the set a secret is, from 0; `null` when it is none. Takes as long for one as for another. */
  async find(hashes: string, secret: string): Promise<number | null> {
    const bytes = Buffer.from(hashes, 'base64url');
    const given = await this.hashOf(secret, bytes.subarray(0, SALT_BYTES));
    let found: number | null = null;
    for (let at = SALT_BYTES; at < bytes.length; at += HASH_BYTES) {
      if (timingSafeEqual(bytes.subarray(at, at + HASH_BYTES), given)) found = (at - SALT_BYTES) / HASH_BYTES;
    }
    return found;
  }

  private hashOf(secret: string, salt: Uint8Array): Promise<Buffer> {
    return hashRaw(secret, { ...this.cost, salt, outputLen: HASH_BYTES });
  }
}
