import code from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendResp, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { createRequire } from 'node:module';
import { identifier } from './codec.js';
import { NO_EVENTS, type Expected } from './records.js';

type AnyMessage = NonNullable<ReturnType<Status['getDetails']>>;
type EmptyMessage = NonNullable<ReturnType<BatchAppendResp['getAny']>>;

// The messages every protocol shares come from the client's own copy of them.
const ofClient = createRequire(createRequire(import.meta.url).resolve('@eventstore/db-client'));
const { Any } = ofClient('google-protobuf/google/protobuf/any_pb.js') as { Any: new () => AnyMessage };
const { Empty } = ofClient('google-protobuf/google/protobuf/empty_pb.js') as {
  Empty: new () => EmptyMessage;
};

const EXPECTED = {
  any: 'setExpectedAny',
  stream_exists: 'setExpectedStreamExists',
  no_stream: 'setExpectedNoStream',
} as const;

/** Where the events of an append are. */
export interface Written {
  readonly revision: number;
  readonly position: number | undefined;
}

/* The replies to a call of its own, as in Streams.Append.cs. */

export function appended({ revision, position }: Written): AppendResp {
  const success = new streams.AppendResp.Success();
  if (revision === NO_EVENTS) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) success.setNoPosition(new shared.Empty());
  else {
    const at = String(position);
    success.setPosition(new streams.AppendResp.Position().setCommitPosition(at).setPreparePosition(at));
  }
  return new streams.AppendResp().setSuccess(success);
}

export function notAppended(expected: Expected, current: number): AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (typeof expected === 'number') wrong.setExpectedRevision(String(expected));
  else wrong[EXPECTED[expected]](new shared.Empty());
  if (current === NO_EVENTS) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(current));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}

/* The replies within a BatchAppend call, as in BatchAppendResp.cs and Status.cs. */

export function batchReply(
  correlationId: string,
  stream: string,
  outcome: Written | Status,
): BatchAppendResp {
  const reply = new streams.BatchAppendResp();
  reply.setCorrelationId(new shared.UUID().setString(correlationId));
  reply.setStreamIdentifier(identifier(stream));
  if (outcome instanceof statusPb.Status) return reply.setError(outcome);
  const { revision, position } = outcome;
  const success = new streams.BatchAppendResp.Success();
  if (revision === NO_EVENTS) success.setNoStream(new Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) success.setNoPosition(new Empty());
  else {
    const at = String(position);
    success.setPosition(new shared.AllStreamPosition().setCommitPosition(at).setPreparePosition(at));
  }
  return reply.setSuccess(success);
}

export function wrongExpectedVersion(expected: Expected, current: number): Status {
  const wrong = new shared.WrongExpectedVersion();
  if (typeof expected === 'number') wrong.setExpectedStreamPosition(String(expected));
  else wrong[EXPECTED[expected]](new Empty());
  if (current === NO_EVENTS) wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentStreamRevision(String(current));
  return error('WrongExpectedVersion', code.Code.ALREADY_EXISTS, wrong);
}

export const streamDeleted = (stream: string): Status => {
  const deleted = new shared.StreamDeleted().setStreamIdentifier(identifier(stream));
  return error('StreamDeleted', code.Code.NOT_FOUND, deleted);
};

export const accessDenied = (): Status =>
  error('AccessDenied', code.Code.PERMISSION_DENIED, new shared.AccessDenied());

export const timeout = (): Status => error('Timeout', code.Code.DEADLINE_EXCEEDED, new shared.Timeout());

export const maxAppendSizeExceeded = (size: number): Status => {
  const exceeded = new shared.MaximumAppendSizeExceeded().setMaxappendsize(size);
  return error('MaximumAppendSizeExceeded', code.Code.INVALID_ARGUMENT, exceeded);
};

export const badRequest = (message: string): Status =>
  error('BadRequest', code.Code.INVALID_ARGUMENT, new shared.BadRequest().setMessage(message));

/** The one reply without details of its own. */
export function serverNotReady(): Status {
  const details = new Any();
  details.pack(new Empty().serializeBinary(), 'google.protobuf.Empty');
  return new statusPb.Status().setMessage('Server Is Not Ready').setDetails(details);
}

function error(name: string, of: code.Code, message: { serializeBinary(): Uint8Array }): Status {
  const details = new Any();
  details.pack(message.serializeBinary(), `event_store.client.${name}`);
  return new statusPb.Status().setCode(of).setMessage(name).setDetails(details);
}
