import { randomUUID } from 'node:crypto';
import { caughtUp, checkpoint, confirmation, eventRead } from './codec.js';
import { LiveEvents } from './live-events.js';
import { requireLeader, type Node } from './node.js';
import { allForwards, InvalidPosition, type Filter } from './pages.js';
import type { ReadCall, Send } from './read-call.js';
import { compare, placeOf, type Place } from './records.js';
import { invalidPosition } from './refusals.js';

export interface SubscriptionRequest {
  readonly from: Place | 'start' | 'end';
  readonly filter: Filter;
  /** Records a page looks at, and records between two checkpoints; neither without a filter. */
  readonly window: number | undefined;
  readonly checkpointInterval: number | undefined;
}

/** Where a subscription is that has not seen anything yet. */
const NOWHERE: Place = { commit: -1, prepare: -1 };

/**
 * `Enumerator.AllSubscription.cs` and `Enumerator.AllSubscriptionFiltered.cs` of 24.10, step by
 * step: it reads what is there, goes live, and goes back to reading when the client is slower
 * than the log. One step is a fault of that server, mended in 25.0: a filtered subscription from
 * the start that has not seen any event when it goes live sends a checkpoint at -1, which reads
 * as the end of the log, and no other checkpoint after it.
 */
export class AllSubscription {
  private readonly node: Node;
  private readonly call: ReadCall;
  private readonly send: Send;
  private lastCheckpoint: bigint | undefined;

  constructor(node: Node, call: ReadCall, send: Send) {
    this.node = node;
    this.call = call;
    this.send = send;
  }

  async run(request: SubscriptionRequest): Promise<void> {
    const { node, call } = this;
    const { log } = node.store;
    const live = new LiveEvents(log, request);
    const over = Promise.withResolvers<undefined>();
    const end = ({ fault }: { readonly fault?: Error }) => {
      if (fault) over.reject(fault);
      else over.resolve(undefined);
    };
    const gone = () => end({});
    node.subscriptions.add(end);
    call.on('cancelled', gone);
    try {
      await Promise.race([over.promise, this.follow(request, live)]);
      call.end();
    } finally {
      live.stop();
      node.subscriptions.delete(end);
    }
  }

  private async follow(request: SubscriptionRequest, live: LiveEvents): Promise<never> {
    const { from } = request;
    const newest = { commit: live.from, prepare: live.from };
    await this.send(confirmation(randomUUID()));
    let place = from === 'start' ? NOWHERE : from === 'end' ? newest : from;
    if (compare(place, newest) >= 0) place = await this.goLive(place, live);
    for (;;) {
      place = await this.catchUp(place, request);
      place = await this.goLive(place, live);
    }
  }

  /** Reads page by page up to the end; returns the place of what was sent last. */
  private async catchUp(
    since: Place,
    { filter, window, checkpointInterval }: SubscriptionRequest,
  ): Promise<Place> {
    requireLeader(this.node, this.call);
    let place = since;
    let from = since.commit < 0 ? { commit: 0, prepare: 0 } : since;
    let considered = 0;
    for (;;) {
      const page = this.page({ from, filter, ...(window !== undefined && { window }) });
      for (const record of page.records) {
        if (compare(placeOf(record), place) <= 0) continue;
        await this.send(eventRead(record));
        place = placeOf(record);
      }
      considered += page.considered;
      if (page.isEnd) {
        if (checkpointInterval !== undefined) await this.sendCheckpoint(place);
        return place;
      }
      if (checkpointInterval !== undefined && considered >= checkpointInterval) {
        considered %= checkpointInterval;
        // The beginning of the page: what comes after is not known to be sent.
        if (compare(place, page.current) < 0) place = page.current;
        await this.sendCheckpoint(place);
      }
      from = page.next;
    }
  }

  private page(read: Parameters<typeof allForwards>[1]): ReturnType<typeof allForwards> {
    try {
      return allForwards(this.node.store, read);
    } catch (fault) {
      if (fault instanceof InvalidPosition) throw invalidPosition();
      throw fault;
    }
  }

  /** Sends what comes in; returns when some of it was lost because the client is too slow. */
  private async goLive(since: Place, live: LiveEvents): Promise<Place> {
    let place = since;
    await this.send(caughtUp());
    for (;;) {
      const { entry, isNext } = await live.take();
      const at = 'record' in entry ? placeOf(entry.record) : entry.checkpoint;
      if (compare(at, place) < ('record' in entry ? 1 : 0)) continue; // It has been sent.
      if (!isNext) {
        if (live.hasCheckpoints) await this.sendCheckpoint(place);
        return place;
      }
      if ('record' in entry) await this.send(eventRead(entry.record));
      else await this.sendCheckpoint(at);
      place = at;
    }
  }

  private async sendCheckpoint(place: Place): Promise<void> {
    const { commit, prepare } = place;
    const unsigned = (BigInt.asUintN(64, BigInt(commit)) << 64n) + BigInt.asUintN(64, BigInt(prepare));
    if (this.lastCheckpoint !== undefined && unsigned <= this.lastCheckpoint) return;
    this.lastCheckpoint = unsigned;
    await this.send(checkpoint(place));
  }
}
