import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { MasterKeys } from '../crypto/master-keys.js';
import { openSigningKey } from '../crypto/signing-key.js';
import { WrappedKeys } from '../crypto/wrapped-keys.js';
import { LogGuard } from '../event-store/log-guard.js';
import { EvidenceStore } from './evidence-store.js';
import { hashBytes } from './frontier.js';
import { HeadsElsewhere } from './heads-elsewhere.js';
import { keptTree } from './kept-tree.js';
import { provesConsistency } from './proofs.js';
import { signTreeHead, type SignedTreeHead, type TreeHead } from './tree-head.js';

/** The tree that is kept does not go on from the one whose head was signed last: somebody changed it. */
class TreeRewritten extends Error {
  readonly code = 'TREE_REWRITTEN';
  constructor({ treeSize }: SignedTreeHead) {
    super(`The tree that is kept does not go on from the head of ${String(treeSize)} events that was signed`);
    this.name = 'TreeRewritten';
  }
}

/** Signs heads of the Merkle tree over the log. */
@Injectable()
export class Notary {
  private readonly elsewhere: HeadsElsewhere | undefined;

  constructor(
    private readonly evidence: EvidenceStore,
    private readonly clock: Clock,
    private readonly keys: WrappedKeys,
    private readonly master: MasterKeys,
    guard: LogGuard,
    { NOTARY_FILE }: Config,
  ) {
    this.elsewhere = NOTARY_FILE === undefined ? undefined : new HeadsElsewhere(NOTARY_FILE, evidence, guard);
  }

  /**
   * Signs the tree as it is, unless that was signed already, and keeps the head, also elsewhere if so configured.
   * @throws {TreeRewritten} when what is signed would contradict what was
   */
  async sign(): Promise<SignedTreeHead | undefined> {
    const head = await this.signWhatIsNew();
    // Also without a new one: one before may be missing there.
    await this.elsewhere?.catchUp();
    return head;
  }

  private async signWhatIsNew(): Promise<SignedTreeHead | undefined> {
    const treeSize = (await this.evidence.progress())?.size ?? 0;
    const latest = await this.evidence.latestHead();
    if (treeSize <= (latest?.treeSize ?? 0)) return undefined;
    const rootHash = (await keptTree(this.evidence).root(treeSize)).toString('hex');
    const unsigned = { treeSize, rootHash, signedAt: this.clock.now().toISOString() };
    if (latest && !(await this.goesOn(latest, unsigned))) throw new TreeRewritten(latest);
    const head = signTreeHead(unsigned, await openSigningKey(this.keys, this.master));
    await this.evidence.keepHead(head);
    return head;
  }

  private async goesOn(from: TreeHead, to: TreeHead): Promise<boolean> {
    const proof = await keptTree(this.evidence).consistencyProof(from.treeSize, to.treeSize);
    const [smaller, larger] = [from, to].map(({ treeSize: size, rootHash }) => {
      return { size, root: hashBytes(rootHash) };
    }) as [{ size: number; root: Buffer }, { size: number; root: Buffer }];
    return provesConsistency({ from: smaller, to: larger, proof });
  }
}
