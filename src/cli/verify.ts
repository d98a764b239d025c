import type { KeyObject } from 'node:crypto';
import { CannotStart } from '../config/cannot-start.js';
import type { Config } from '../config/config.js';
import { hasMasterKey, loadMasterKeys } from '../config/master-key-source.js';
import type { Authenticity } from '../event-store/event-mac.js';
import { LogGuard, LogRestored } from '../event-store/log-guard.js';
import { LogKey } from '../event-store/log-key.js';
import { HeadQueue } from '../evidence/head-queue.js';
import { signatureFault } from '../evidence/kept-heads.js';
import { keptTiles } from '../evidence/kept-tree.js';
import { KnownLeaves } from '../evidence/known-leaves.js';
import { LogVerifier } from '../evidence/log-verifier.js';
import type { SignedTreeHead, TreeHead } from '../evidence/tree-head.js';
import { verifyLog } from '../evidence/verify-log.js';
import type { Storage } from '../storage.js';
import { headsIn } from './heads-in.js';
import { takeLittleMemory } from './little-memory.js';
import { notaryPublicKey } from './notary-key.js';
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
  /** The newest head that is kept beside the log. */
  readonly newest: SignedTreeHead | undefined;
  /** Leaves of the tree. */
  readonly size: number;
  /** Not needed where nothing was signed. */
  readonly publicKey: KeyObject | undefined;
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
  const elsewhere = await headsIn(options.head);
  const evidence = await withStorage((config, storage) => gather(config, storage, options));
  // Opened anew: a log is read up to where it ended when it was opened, and the service signs on meanwhile.
  const verdict = await withStorage(async (config, storage) => {
    const authenticity = await authenticityIn(config, storage, options);
    return judge(storage, { ...evidence, authenticity }, elsewhere);
  });
  printVerdict(verdict);
}

async function gather(
  config: Config,
  storage: Storage,
  { publicKey: file, head: headFile }: VerifyOptions,
): Promise<Evidence> {
  const publicKey = file === undefined ? await notaryPublicKey(config, storage) : readPublicKey(file);
  if (!publicKey && headFile !== undefined)
    throw new CannotStart('Nothing was signed here yet: name the key of the heads by --public-key.');
  const { evidence } = storage;
  const [newest, progress] = [await evidence.latestHead(), await evidence.progress()];
  return { newest, size: progress?.size ?? 0, publicKey };
}

/**
 * What tells who wrote an event. Who has the public key may do without it: an auditor has no master key.
 * @throws {CannotStart} when the keys are not those of the log, or the master key does not open them
 */
async function authenticityIn(
  config: Config,
  { eventStore, wrappedKeys }: Storage,
  { publicKey }: VerifyOptions,
): Promise<Authenticity | undefined> {
  if (publicKey !== undefined && !hasMasterKey(config)) return undefined;
  return new LogKey(wrappedKeys, loadMasterKeys(config), eventStore).authenticity();
}

async function judge(
  { eventStore, evidence, outbox }: Storage,
  { newest, size, publicKey, authenticity }: Evidence & { readonly authenticity: Authenticity | undefined },
  elsewhere: readonly SignedTreeHead[],
): Promise<Verdict> {
  const forgery = (head: TreeHead | undefined) =>
    head && publicKey && signatureFault([head as SignedTreeHead], publicKey);
  const known = new KnownLeaves(keptTiles(evidence), size, newest);
  const queues = [HeadQueue.kept(evidence, newest), HeadQueue.of(elsewhere)];
  const verifier = new LogVerifier(queues, known, forgery);
  const wrong =
    forgery(newest) ??
    forgery(elsewhere.at(-1)) ??
    (await verifyLog({ events: eventStore, authenticity }, verifier, everySecond('Verified'))) ??
    (await lossOf(new LogGuard(eventStore, outbox)));
  const { confirmed } = verifier;
  const signed = confirmed
    ? `the first ${String(confirmed.treeSize)} of them as signed at ${confirmed.signedAt}`
    : 'none of them signed yet';
  const authors = authenticity ? '' : '; who wrote them was not looked at, for want of the master key';
  return { wrong, right: `${String(verifier.size)} events, ${signed}${authors}` };
}

/** A log that was cut together with the tree beside it is whole by itself; the service knows how far it had come. */
async function lossOf(guard: LogGuard): Promise<string | undefined> {
  try {
    await guard.look();
    return undefined;
  } catch (fault) {
    if (fault instanceof LogRestored) return `the log was truncated: ${fault.message}`;
    throw fault;
  }
}
