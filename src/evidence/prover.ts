import { Injectable } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { EvidenceStore } from './evidence-store.js';
import { keptTree } from './kept-tree.js';
import { indexAt } from './leaf-places.js';
import type { MerkleTree } from './merkle-tree.js';
import type { SignedTreeHead } from './tree-head.js';

/** That an event is in the tree of a signed head. */
export interface ProvenInclusion {
  readonly head: SignedTreeHead;
  /** Its place in the log, from 0. */
  readonly leafIndex: number;
  readonly leafHash: Buffer;
  readonly hashes: readonly Buffer[];
}

/** That one tree goes on from another. */
export interface ProvenConsistency {
  readonly fromRoot: Buffer;
  readonly toRoot: Buffer;
  readonly hashes: readonly Buffer[];
}

/** Proves what was signed, by the tree that is kept. */
@Injectable()
export class Prover {
  private readonly tree: MerkleTree;

  constructor(
    private readonly events: EventStore,
    private readonly evidence: EvidenceStore,
  ) {
    this.tree = keptTree(evidence);
  }

  /** The newest head. */
  async head(): Promise<SignedTreeHead | null> {
    return (await this.evidence.latestHead()) ?? null;
  }

  /** For the event at a position of the log; `null` when there is none, or it was not signed yet. */
  async inclusion(position: number): Promise<ProvenInclusion | null> {
    const [head, leafIndex] = [await this.head(), await indexAt(this.events, this.evidence, position)];
    if (!head || leafIndex === undefined || leafIndex >= head.treeSize) return null;
    const hashes = await this.tree.inclusionProof(leafIndex, head.treeSize);
    return { head, leafIndex, leafHash: await this.tree.leaf(leafIndex), hashes };
  }

  /** From the tree of the first `from` events to that of the first `to`; `null` when there are no such trees. */
  async consistency(from: number, to: number): Promise<ProvenConsistency | null> {
    const size = (await this.evidence.progress())?.size ?? 0;
    if (from < 1 || from > to || to > size) return null;
    const [fromRoot, toRoot] = [await this.tree.root(from), await this.tree.root(to)];
    return { fromRoot, toRoot, hashes: await this.tree.consistencyProof(from, to) };
  }
}
