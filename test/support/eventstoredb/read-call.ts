import { status, type ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { Refusal } from './refusals.js';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Sends one response; resolves when the client is ready for the next. */
export type Send = (response: ReadResp) => Promise<void>;

export function sender(call: ReadCall): Send {
  return async (response) => {
    if (call.cancelled) throw new Refusal(status.CANCELLED, 'The client has gone');
    if (!call.write(response)) await untilReady(call);
  };
}

function untilReady(call: ReadCall): Promise<void> {
  return new Promise((resolve) => {
    const ready = () => {
      call.off('drain', ready).off('cancelled', ready);
      resolve();
    };
    call.on('drain', ready).on('cancelled', ready);
  });
}
