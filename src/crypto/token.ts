import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** What a token is good for; its prefix says so, so that one found lying about can be recognised. */
export type TokenKind = 'session' | 'challenge' | 'key' | 'reset';

/** A new bearer token: 256 random bits in base64url behind `cs_<kind>_`. Shown once, kept only as a hash. */
export function newToken(kind: TokenKind): string {
  return `cs_${kind}_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

export function isToken(kind: TokenKind, text: string): boolean {
  return text.length < 100 && text.startsWith(`cs_${kind}_`);
}

/** What is kept of a token. Random 256 bits need no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
