import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { isSignedBy, keyIdOf, signTreeHead, type SignedTreeHead } from '../../src/evidence/tree-head.js';
import { NOW } from '../support/facts.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const head = { treeSize: 3, rootHash: 'ab'.repeat(32), signedAt: NOW.toISOString() };
const signed = signTreeHead(head, privateKey);

describe('A signed tree head', () => {
  it('is signed as docs/evidence.md says', () => {
    const bytes = `countersign tree head v1\n{"rootHash":"${'ab'.repeat(32)}","signedAt":"${NOW.toISOString()}","treeSize":3}`;
    expect(verify(null, Buffer.from(bytes), publicKey, Buffer.from(signed.signature, 'base64'))).toBe(true);
    expect(signed).toEqual({ ...head, keyId: keyIdOf(publicKey), signature: signed.signature });
  });

  it('convinces whoever has the public key', () => {
    const published = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(isSignedBy(signed, published)).toBe(true);
  });

  it.each<[string, Partial<SignedTreeHead>]>([
    ['size', { treeSize: 2 }],
    ['root', { rootHash: 'ac'.repeat(32) }],
    ['time', { signedAt: new Date(0).toISOString() }],
    ['signature', { signature: Buffer.alloc(64).toString('base64') }],
    ['signature that is none', { signature: '' }],
  ])('does not with another %s', (_what, change) => {
    expect(isSignedBy({ ...signed, ...change }, publicKey)).toBe(false);
  });

  it('does not convince whoever expects another key', () => {
    expect(isSignedBy(signed, generateKeyPairSync('ed25519').publicKey)).toBe(false);
  });
});
