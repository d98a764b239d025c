import { Args, Context, Int, Query, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { RequestError } from '../graphql/masked-errors.js';
import type { RequestContext } from '../graphql/request-context.js';
import { ConsistencyProof, InclusionProof, TreeHead } from './evidence.types.js';
import { Prover } from './prover.js';
import type { SignedTreeHead } from './tree-head.js';

@Resolver()
export class EvidenceResolver {
  constructor(private readonly prover: Prover) {}

  @Query(() => TreeHead, {
    nullable: true,
    description:
      'What the notary signed last; null before it signed anything. For auditors and administrators.',
  })
  async treeHead(@Context() { caller }: RequestContext): Promise<TreeHead | null> {
    mustReadEvidence(caller);
    const head = await this.prover.head();
    return head && toHead(head);
  }

  @Query(() => InclusionProof, {
    nullable: true,
    description:
      'That an event is in the log that was signed; null when there is no such event, or it is too new. For auditors and administrators.',
  })
  async inclusionProof(
    @Args('position', { type: () => String, description: 'Of the event in the log.' }) position: string,
    @Context() { caller }: RequestContext,
  ): Promise<InclusionProof | null> {
    mustReadEvidence(caller);
    if (!/^\d{1,15}$/.test(position)) throw new RequestError('"position" is no position.', 'BAD_POSITION');
    const proven = await this.prover.inclusion(Number(position));
    if (!proven) return null;
    const { head, leafIndex, leafHash, hashes } = proven;
    return { head: toHead(head), leafIndex, leafHash: hex(leafHash), hashes: hashes.map(hex) };
  }

  @Query(() => ConsistencyProof, {
    nullable: true,
    description:
      'That the first `to` events of the log go on from the first `from`; null when it does not go so far. For auditors and administrators.',
  })
  async consistencyProof(
    @Args('from', { type: () => Int, description: 'One at least.' }) from: number,
    @Args('to', { type: () => Int }) to: number,
    @Context() { caller }: RequestContext,
  ): Promise<ConsistencyProof | null> {
    mustReadEvidence(caller);
    const proven = await this.prover.consistency(from, to);
    if (!proven) return null;
    const { fromRoot, toRoot, hashes } = proven;
    return { fromRootHash: hex(fromRoot), toRootHash: hex(toRoot), hashes: hashes.map(hex) };
  }
}

function mustReadEvidence(caller: RequestContext['caller']): void {
  if (!access.readEvidence(caller))
    throw new RequestError('This needs the API key of an auditor or administrator.', 'NOT_ALLOWED');
}

function toHead({ signedAt, ...head }: SignedTreeHead): TreeHead {
  return { ...head, signedAt: new Date(signedAt) };
}

function hex(hash: Buffer): string {
  return hash.toString('hex');
}
