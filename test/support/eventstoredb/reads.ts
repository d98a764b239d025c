import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { eventRead, filterOf, placeOfRequest, streamName, streamNotFound } from './codec.js';
import { requireAccess, requireLeader, type Node } from './node.js';
import {
  absence,
  allBackwards,
  allForwards,
  InvalidPosition,
  PAGE,
  shown,
  streamBackwards,
  streamForwards,
} from './pages.js';
import { invalidArgument, notModelled, streamDeleted, unknownError } from './refusals.js';
import { sender, type ReadCall, type Send } from './read-call.js';
import { AllSubscription } from './subscription.js';

/** `Streams.Read.cs`: reads of a stream, reads of `$all`, and subscriptions to `$all`. */
export async function read(node: Node, call: ReadCall): Promise<void> {
  const options = call.request.getOptions();
  if (!options?.getUuidOption()?.hasString()) throw notModelled('ids that are not strings');
  if (options.getResolveLinks()) throw notModelled('links');
  const ofStream = options.getStream();
  const ofAll = options.getAll();
  const stream = ofAll ? '$all' : streamName(ofStream?.getStreamIdentifier());
  requireAccess(node, call, 'read', stream);
  const send = sender(call);
  if (!options.hasSubscription()) {
    requireLeader(node, call);
    await node.faults.pause();
    const wanted = Number(options.getCount());
    if (wanted < 1 || options.hasFilter()) throw notModelled('reads of nothing, and filtered reads');
    const pages = ofStream ? streamPages(node, stream, options) : allPages(node, options);
    await sendAll(pages, wanted, send);
    call.end();
  } else if (ofAll) {
    await node.faults.pause();
    const filter = options.getFilter();
    await new AllSubscription(node, call, send).run({
      from: placeOfRequest(ofAll),
      filter: filter ? filterOf(filter) : shown,
      window: filter ? windowOf(filter) : undefined,
      checkpointInterval: filter && windowOf(filter) * filter.getCheckpointintervalmultiplier(),
    });
  } else throw notModelled('subscriptions to one stream');
}

async function sendAll(pages: Iterable<readonly ReadResp[]>, wanted: number, send: Send): Promise<void> {
  let sent = 0;
  for (const page of pages) {
    for (const response of page) {
      await send(response);
      if (++sent >= wanted) return;
    }
  }
}

function* streamPages(
  { store }: Node,
  stream: string,
  options: ReadReq.Options,
): Generator<readonly ReadResp[]> {
  const missing = absence(store, stream);
  if (missing === 'deleted') throw streamDeleted(stream);
  if (missing === 'notFound') return yield [streamNotFound(stream)];
  const request = options.getStream();
  const forwards = isForwards(options);
  const end = forwards ? undefined : store.log.lastRevision(stream);
  const from = request?.hasEnd() ? end : Number(request?.getRevision());
  // The server cannot read forwards from the end, and says no more than this.
  if (from === undefined) throw unknownError('Unexpected ReadStreamResult: Error');
  let next = from;
  const size = Math.min(PAGE, Number(options.getCount()));
  const pageFrom = forwards ? streamForwards : streamBackwards;
  for (;;) {
    const page = pageFrom(store, stream, next, size);
    yield page.records.map(eventRead);
    if (page.isEnd) return;
    next = page.next;
  }
}

function* allPages({ store }: Node, options: ReadReq.Options): Generator<readonly ReadResp[]> {
  const all = options.getAll();
  if (!all) throw invalidArgument('Neither a stream nor $all');
  const place = placeOfRequest(all);
  const edge = place === 'end' ? store.log.end : 0;
  let from = typeof place === 'string' ? { commit: edge, prepare: edge } : place;
  const pageFrom = isForwards(options) ? allForwards : allBackwards;
  try {
    for (;;) {
      const page = pageFrom(store, { from, filter: shown });
      yield page.records.map(eventRead);
      if (page.isEnd) return;
      from = page.next;
    }
  } catch (fault) {
    if (fault instanceof InvalidPosition) throw unknownError('Unexpected ReadAllResult: InvalidPosition');
    throw fault;
  }
}

function isForwards(options: ReadReq.Options): boolean {
  return options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS;
}

function windowOf(filter: ReadReq.Options.FilterOptions): number {
  return filter.hasMax() ? filter.getMax() : PAGE;
}
