import { createPublicKey } from 'node:crypto';
import { openSigningKey } from '../../src/crypto/signing-key.js';
import { verifyExport, type ExportVerdict } from '../../src/evidence/verify-export.js';
import type { SignedTreeHead } from '../../src/evidence/tree-head.js';
import type { Installation } from './installation.js';

/** What `countersign verify --file` would find of these lines with the public key of an installation. */
export async function verdictOn(
  lines: readonly string[],
  { storage: { wrappedKeys }, masterKeys }: Installation,
  elsewhere: readonly SignedTreeHead[] = [],
): Promise<ExportVerdict> {
  const key = createPublicKey(await openSigningKey(wrappedKeys, masterKeys));
  const read = async function* () {
    yield* lines;
  };
  return verifyExport(read, { publicKey: key, elsewhere }, () => undefined);
}
