import { createPublicKey } from 'node:crypto';
import { loadMasterKeys } from '../config/master-key-source.js';
import { openSigningKey } from '../crypto/signing-key.js';
import { withStorage } from './storage.js';

/** Prints the public key the notary's signatures are checked with: SubjectPublicKeyInfo in PEM (RFC 7468 §13). */
export async function printNotaryPublicKey(): Promise<void> {
  const key = await withStorage((config, { wrappedKeys }) =>
    openSigningKey(wrappedKeys, loadMasterKeys(config, false, console.error)),
  );
  process.stdout.write(createPublicKey(key).export({ type: 'spki', format: 'pem' }));
}
