import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../event-store/canonical-json.js';

/** What is signed begins with this line, so that a signature says nothing about anything else. */
const CONTEXT = 'countersign tree head v1\n';

const SIGNATURE_BYTES = 64;

/** A signed statement about the log: its first so many events, in their order, are these. */
export const signedTreeHeadSchema = z.object({
  /** How many events, from the first one on. */
  treeSize: z.int().nonnegative(),
  /** Their Merkle tree hash (RFC 9162 §2.1.1), 64 hexadecimal digits. */
  rootHash: z.string().regex(/^[\da-f]{64}$/),
  /** When, by the clock of the service: ISO 8601, UTC. */
  signedAt: z.iso.datetime(),
  /** Names the key: see {@link keyIdOf}. */
  keyId: z.string().regex(/^[\da-f]{16}$/),
  /** Ed25519 (RFC 8032), in base64. */
  signature: z.string().refine(isSignature),
});
export type SignedTreeHead = Readonly<z.infer<typeof signedTreeHeadSchema>>;
export type TreeHead = Pick<SignedTreeHead, 'treeSize' | 'rootHash' | 'signedAt'>;

/** Names a head, wherever it is sent or kept: a log that was restored has other heads of the same sizes. */
export function headId({ treeSize, rootHash }: TreeHead): string {
  return `head-${String(treeSize)}-${rootHash.slice(0, 16)}`;
}

/** Signs a tree head. @param key an Ed25519 private key */
export function signTreeHead({ treeSize, rootHash, signedAt }: TreeHead, key: KeyObject): SignedTreeHead {
  const head = { treeSize, rootHash, signedAt };
  const signature = sign(null, signedBytes(head), key).toString('base64');
  return { ...head, keyId: keyIdOf(createPublicKey(key)), signature };
}

/** Whether the signature of a head is right. @param publicKey an Ed25519 public key */
export function isSignedBy(head: SignedTreeHead, publicKey: KeyObject): boolean {
  return verify(null, signedBytes(head), publicKey, Buffer.from(head.signature, 'base64'));
}

/** Names a public key: the first 8 bytes, in hex, of the SHA-256 of its SubjectPublicKeyInfo (RFC 5280 §4.1). */
export function keyIdOf(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 16);
}

/** Whether it is 64 bytes in base64, in the one way there is to write them: others would be other heads of the same. */
function isSignature(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === SIGNATURE_BYTES && bytes.toString('base64') === text;
}

function signedBytes({ treeSize, rootHash, signedAt }: TreeHead): Buffer {
  return Buffer.from(CONTEXT + canonicalJson({ treeSize, rootHash, signedAt }));
}
