import { hashToken, isToken, newToken, type TokenKind } from '../../src/crypto/token.js';

const KINDS: readonly TokenKind[] = ['session', 'challenge', 'key'];

describe('A token', () => {
  it.each(KINDS)('says that it is a %s, and holds 256 random bits', (kind) => {
    const token = newToken(kind);
    expect(token).toMatch(new RegExp(`^cs_${kind}_[A-Za-z0-9_-]{43}$`));
    expect(Buffer.from(token.slice(`cs_${kind}_`.length), 'base64url')).toHaveLength(32);
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newToken('session'))).size).toBe(1_000);
  });

  it('is recognised as what it is, and as nothing else', () => {
    for (const kind of KINDS) {
      expect(KINDS.filter((other) => isToken(other, newToken(kind)))).toEqual([kind]);
    }
  });

  it('is not looked up when it does not look like one', () => {
    for (const text of ['', 'cs_', 'session', ' cs_session_abc', 'CS_SESSION_abc']) {
      expect(isToken('session', text)).toBe(false);
    }
    expect(isToken('session', `cs_session_${'a'.repeat(1_048_576)}`)).toBe(false);
  });

  it('is kept as its SHA-256 alone, in hex', () => {
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
