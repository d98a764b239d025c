import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { account } from '../accounts/account.state.js';
import { streamOf } from '../event-store/stream-name.js';
import { EventStore } from '../event-store/event-store.js';
import { inLogOrder } from '../event-store/in-log-order.js';
import { streamEvents } from '../event-store/stream-events.js';
import { accountStreams } from './account-streams.js';
import { eventLine, headLine } from './cloud-event.js';
import { EvidenceStore } from './evidence-store.js';
import { LeafPlaces } from './leaf-places.js';
import { rememberedTree } from './remembered-tree.js';
import type { SignedTreeHead } from './tree-head.js';

export interface AccountExportRequest {
  readonly accountId: string;
  /** What is exported goes as far as this head, which stands before it. */
  readonly head: SignedTreeHead;
  /** The place in the log, from 0, of the last event somebody has already; -1 for none. */
  readonly after: number;
}

/** What the log holds of an account, as it was signed: docs/evidence.md, under "Exports". */
@Injectable()
export class AccountExport {
  constructor(
    private readonly events: EventStore,
    private readonly evidence: EvidenceStore,
  ) {}

  /** The newest head, if it covers anything of the account: what it does not cover nobody could verify. */
  async headFor(accountId: string): Promise<SignedTreeHead | undefined> {
    const head = await this.evidence.latestHead();
    const [first] = await this.events.readStream(streamOf(account, accountId), { limit: 1 });
    if (!head || !first) return undefined;
    const index = await new LeafPlaces(this.events, this.evidence).of(first);
    return index !== undefined && index < head.treeSize ? head : undefined;
  }

  /**
   * The lines of an export, each ending with a line feed: the head, and behind it the events of the account's own two
   * streams in the order of the log, each with its inclusion proof. Memory holds a page of each stream.
   * @param tell is told after each event how many there were
   */
  async *lines(
    { accountId, head, after }: AccountExportRequest,
    tell: (events: number) => void,
  ): AsyncGenerator<string, undefined> {
    const places = new LeafPlaces(this.events, this.evidence);
    const tree = rememberedTree(this.evidence);
    let told = 0;
    yield `${headLine(head)}\n`;
    for await (const event of inLogOrder(
      ...accountStreams(accountId).map((stream) => streamEvents(this.events, stream)),
    )) {
      const index = await places.of(event);
      if (index === undefined || index >= head.treeSize || index <= after) continue;
      const proof = await tree.inclusionProof(index, head.treeSize);
      yield `${eventLine(event, index, { proof })}\n`;
      tell(++told);
      // A proof is some hundred hashes: the requests of others come in between.
      await nextTurn();
    }
    return undefined;
  }
}
