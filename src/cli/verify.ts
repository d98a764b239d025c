import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Config } from '../config/config.js';
import { loadMasterKeys } from '../config/master-key-source.js';
import { openSigningKey } from '../crypto/signing-key.js';
import { keptHeads, signatureFault } from '../evidence/kept-heads.js';
import { keptTiles } from '../evidence/kept-tree.js';
import { KnownLeaves } from '../evidence/known-leaves.js';
import { LogVerifier } from '../evidence/log-verifier.js';
import type { SignedTreeHead } from '../evidence/tree-head.js';
import { verifyLog } from '../evidence/verify-log.js';
import type { Storage } from '../storage.js';
import { headsIn } from './heads-in.js';
import { takeLittleMemory } from './little-memory.js';
import { everySecond } from './progress.js';
import { readPublicKey } from './public-key.js';
import { withStorage } from './storage.js';
import { printVerdict, type Verdict } from './verdict.js';
import { verifyFile } from './verify-file.js';

export interface VerifyOptions {
  /** A file of heads that were kept elsewhere, a line each. */
  readonly head?: string;
  /** A file with the public key of the notary, in PEM. */
  readonly publicKey?: string;
  /** An export to verify, in place of the log. */
  readonly file?: string;
}

/** What is to be verified against; it was there before the log is looked at. */
interface Evidence {
  readonly heads: readonly SignedTreeHead[];
  readonly size: number;
  readonly publicKey: KeyObject;
}

/**
 * Verifies the log, also while the service runs: prints one line, and ends with 1 if something is wrong.
 * @throws {CannotStart} when there is nothing to verify, or a file cannot be used
 */
export async function verify(options: VerifyOptions): Promise<void> {
  takeLittleMemory();
  if (options.file !== undefined) {
    await verifyFile({ ...options, file: options.file });
    return;
  }
  const evidence = await withStorage((config, storage) => gather(config, storage, options));
  const elsewhere = await headsIn(options.head);
  const verdict = await withStorage((_, storage) => judge(storage, evidence, elsewhere));
  printVerdict(verdict);
}

async function gather(
  config: Config,
  storage: Storage,
  { publicKey: file }: VerifyOptions,
): Promise<Evidence> {
  const { evidence, wrappedKeys } = storage;
  const own = async () =>
    createPublicKey(await openSigningKey(wrappedKeys, loadMasterKeys(config, false, console.error)));
  const publicKey = file === undefined ? await own() : readPublicKey(file);
  return { heads: await keptHeads(evidence), size: (await evidence.progress())?.size ?? 0, publicKey };
}

async function judge(
  { eventStore, evidence }: Storage,
  { heads, size, publicKey }: Evidence,
  elsewhere: readonly SignedTreeHead[],
): Promise<Verdict> {
  const all = [...heads, ...elsewhere];
  const known = new KnownLeaves(keptTiles(evidence), size, heads.at(-1));
  const verifier = new LogVerifier(all, known);
  const wrong =
    signatureFault(all, publicKey) ?? (await verifyLog(eventStore, verifier, everySecond('Verified')));
  const { confirmed } = verifier;
  const signed = confirmed
    ? `the first ${String(confirmed.treeSize)} of them as signed at ${confirmed.signedAt}`
    : 'none of them signed yet';
  return { wrong, right: `${String(verifier.size)} events, ${signed}` };
}
