import { Field, Int, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'What the notary signed: the first so many events of the log are these.' })
export class TreeHead {
  @Field(() => Int, { description: 'How many events, from the first one on.' })
  readonly treeSize!: number;

  @Field(() => String, { description: 'Their Merkle tree hash (RFC 9162 §2.1.1), in hex.' })
  readonly rootHash!: string;

  @Field(() => Date)
  readonly signedAt!: Date;

  @Field(() => String, { description: 'Names the key; docs/evidence.md tells how.' })
  readonly keyId!: string;

  @Field(() => String, {
    description: 'Ed25519, in base64; docs/evidence.md tells over what. `signedAt` has three decimals there.',
  })
  readonly signature!: string;
}

@ObjectType({ description: 'That an event is in the log that was signed (RFC 9162 §2.1.3).' })
export class InclusionProof {
  @Field(() => TreeHead, { description: 'The newest head: its root is what the proof leads to.' })
  readonly head!: TreeHead;

  @Field(() => Int, { description: 'The place of the event in the log, from 0.' })
  readonly leafIndex!: number;

  @Field(() => String, { description: 'The hash of the event, in hex.' })
  readonly leafHash!: string;

  @Field(() => [String], { description: 'In hex, from the leaf upwards.' })
  readonly hashes!: readonly string[];
}

@ObjectType({ description: 'That a log goes on from what it was before (RFC 9162 §2.1.4).' })
export class ConsistencyProof {
  @Field(() => String, { description: 'The Merkle tree hash of the smaller tree, in hex.' })
  readonly fromRootHash!: string;

  @Field(() => String, { description: 'That of the larger one.' })
  readonly toRootHash!: string;

  @Field(() => [String], { description: 'In hex, in the order of the RFC.' })
  readonly hashes!: readonly string[];
}
