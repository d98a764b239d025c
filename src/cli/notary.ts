import { CannotStart } from '../config/cannot-start.js';
import { notaryPublicKey } from './notary-key.js';
import { withStorage } from './storage.js';

/**
 * Prints the public key the notary's signatures are checked with: SubjectPublicKeyInfo in PEM (RFC 7468 §13).
 * @throws {CannotStart} when there is none
 */
export async function printNotaryPublicKey(): Promise<void> {
  const key = await withStorage(notaryPublicKey);
  if (!key) throw new CannotStart('Nothing was signed yet: the notary makes its key when it signs first.');
  process.stdout.write(key.export({ type: 'spki', format: 'pem' }));
}
