import type { ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  AppendReq,
  AppendResp,
  DeleteReq,
  DeleteResp,
  TombstoneReq,
  TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import * as replies from './append-replies.js';
import { expectedOf, proposed, sizeOf, streamName } from './codec.js';
import { perform, requireAccess, requireLeader, type Node } from './node.js';
import type { Expected, ProposedEvent } from './records.js';
import {
  invalidArgument,
  maxAppendSizeExceeded,
  streamDeleted,
  unknownError,
  wrongVersion,
} from './refusals.js';
import type { Target } from './stream-store.js';

/** `Streams.Append.cs`: one append, one call. What is cancelled before its turn is not written. */
export async function append(
  node: Node,
  call: ServerReadableStream<AppendReq, AppendResp>,
): Promise<AppendResp | undefined> {
  let target: Target | undefined;
  const events: ProposedEvent[] = [];
  let size = 0;
  for await (const request of call as AsyncIterable<AppendReq>) {
    const options = request.getOptions();
    const message = request.getProposedMessage();
    if (options) target = targetOf(options);
    else if (!target || !message) throw unknownError('Exception was thrown by handler.');
    else {
      const event = proposed(message);
      size += sizeOf(event);
      if (size > node.maxAppendSize) throw maxAppendSizeExceeded(node.maxAppendSize);
      events.push(event);
    }
  }
  if (!target) throw unknownError('Exception was thrown by handler.');
  const { stream, expected } = target;
  requireAccess(node, call, 'write', stream);
  requireLeader(node, call);
  const outcome = await perform(node, call, (isCancelled) =>
    node.store.append({ stream, expected, isCancelled }, events),
  );
  if (outcome?.kind === 'deleted') throw streamDeleted(stream);
  if (outcome?.kind === 'wrongVersion') return replies.notAppended(expected, outcome.current);
  return outcome && replies.appended(outcome);
}

/** `Streams.Delete.cs`. */
export async function remove(
  node: Node,
  call: ServerUnaryCall<DeleteReq, DeleteResp> | ServerUnaryCall<TombstoneReq, TombstoneResp>,
  how: 'delete' | 'tombstone',
): Promise<DeleteResp | TombstoneResp | undefined> {
  const { stream, expected } = targetOf(call.request.getOptions());
  requireAccess(node, call, 'delete', stream);
  requireLeader(node, call);
  const outcome = await perform(node, call, (isCancelled) =>
    node.store[how]({ stream, expected, isCancelled }),
  );
  if (outcome?.kind === 'deleted') throw streamDeleted(stream);
  if (outcome?.kind === 'wrongVersion')
    throw wrongVersion('Delete', stream, versionOf(expected), outcome.current);
  if (!outcome) return undefined;
  const at = String(outcome.position);
  return how === 'delete'
    ? new streams.DeleteResp().setPosition(
        new streams.DeleteResp.Position().setCommitPosition(at).setPreparePosition(at),
      )
    : new streams.TombstoneResp().setPosition(
        new streams.TombstoneResp.Position().setCommitPosition(at).setPreparePosition(at),
      );
}

type Options = Parameters<typeof expectedOf>[0] & {
  getStreamIdentifier(): Parameters<typeof streamName>[0];
};

function targetOf(options: Options | undefined): Target {
  if (!options) throw invalidArgument('No options');
  return { stream: streamName(options.getStreamIdentifier()), expected: expectedOf(options) };
}

/** The server's `ExpectedVersion`. */
function versionOf(expected: Expected): number {
  return { any: -2, no_stream: -1, stream_exists: -4 }[expected] ?? Number(expected);
}
