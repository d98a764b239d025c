import type { KeyObject } from 'node:crypto';
import type { EvidenceStore } from './evidence-store.js';
import { isSignedBy, keyIdOf, type SignedTreeHead } from './tree-head.js';

const PAGE = 1_000;

/** All heads that are kept, by size. */
export async function keptHeads(evidence: EvidenceStore): Promise<readonly SignedTreeHead[]> {
  const heads: SignedTreeHead[] = [];
  for (;;) {
    const page = await evidence.heads(heads.at(-1)?.treeSize ?? 0, PAGE);
    heads.push(...page);
    if (page.length < PAGE) return heads;
  }
}

/** @returns what is wrong with the first head that was not signed by this key, in one line */
export function signatureFault(heads: readonly SignedTreeHead[], publicKey: KeyObject): string | undefined {
  const keyId = keyIdOf(publicKey);
  const forged = heads.find((head) => head.keyId !== keyId || !isSignedBy(head, publicKey));
  if (!forged) return undefined;
  const what = forged.keyId === keyId ? 'was not signed by it' : `names the key ${forged.keyId}`;
  return `the head of ${String(forged.treeSize)} events of ${forged.signedAt} is not one of the key ${keyId}: it ${what}`;
}
