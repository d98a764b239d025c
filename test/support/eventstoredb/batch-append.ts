import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import * as replies from './append-replies.js';
import { expectedOf, proposed, sizeOf, streamName, uuidOf } from './codec.js';
import { perform, requireLeader, type Node } from './node.js';
import type { ProposedEvent } from './records.js';
import { Refusal } from './refusals.js';
import type { Target } from './stream-store.js';

interface Pending extends Target {
  readonly events: ProposedEvent[];
  readonly timer: NodeJS.Timeout;
}

/** `Streams.BatchAppend.cs`: appends of one client, side by side in one call; each may come in several requests. */
export class BatchAppendCall {
  private readonly node: Node;
  private readonly call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>;
  private readonly pending = new Map<string, Pending>();
  private underWay = 0;
  private isClosing = false;

  constructor(node: Node, call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) {
    this.node = node;
    this.call = call;
  }

  open(): void {
    const { node, call } = this;
    const caller = node.access.authenticate(call.metadata);
    call
      .on('data', (request: BatchAppendReq) => {
        this.receive(request, (stream) => node.access.may(caller, 'write', stream));
      })
      .on('end', () => {
        this.isClosing = true;
        this.endWhenDone();
      })
      .on('close', () => {
        for (const { timer } of this.pending.values()) clearTimeout(timer);
      });
  }

  private receive(request: BatchAppendReq, mayWrite: (stream: string) => boolean): void {
    const id = uuidOf(request.getCorrelationId());
    const options = request.getOptions();
    try {
      if (options && !this.begin(id, options, mayWrite)) return;
      const write = this.pending.get(id);
      if (!write) return; // Already answered; the rest of it is not looked at.
      write.events.push(...request.getProposedMessagesList().map(proposed));
      const size = write.events.reduce((sum, event) => sum + sizeOf(event), 0);
      if (size > this.node.maxAppendSize) {
        this.answer(id, write.stream, replies.maxAppendSizeExceeded(this.node.maxAppendSize));
      } else if (request.getIsFinal()) void this.commit(id, write);
    } catch (fault) {
      const stream = this.pending.get(id)?.stream ?? '';
      this.answer(id, stream, replies.badRequest(fault instanceof Error ? fault.message : ''));
    }
  }

  private begin(id: string, options: BatchAppendReq.Options, mayWrite: (stream: string) => boolean): boolean {
    const stream = streamName(options.getStreamIdentifier());
    const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
    const timeout = Math.min(deadline - Date.now(), this.node.writeTimeout);
    if (!mayWrite(stream)) this.answer(id, stream, replies.accessDenied());
    else if (timeout <= 0) this.answer(id, stream, replies.timeout());
    else if (!this.pending.has(id)) {
      // The client's deadline only counts until the last request is there.
      const timer = setTimeout(() => this.answer(id, stream, replies.timeout()), timeout);
      this.pending.set(id, { stream, expected: expectedOf(options), events: [], timer });
    }
    return this.pending.has(id);
  }

  private async commit(id: string, write: Pending): Promise<void> {
    this.forget(id);
    this.underWay++;
    try {
      const outcome = await this.outcomeOf(write);
      if (outcome) this.answer(id, write.stream, outcome);
    } catch (fault) {
      // One append that asks for the leader ends the call for all of them.
      this.call.emit('error', fault);
    }
    this.underWay--;
    this.endWhenDone();
  }

  private async outcomeOf({
    stream,
    expected,
    events,
  }: Pending): Promise<replies.Written | Status | undefined> {
    const { node, call } = this;
    if (node.faults.isRefusing) return replies.serverNotReady();
    requireLeader(node, call);
    try {
      const outcome = await perform(node, call, (isCancelled) =>
        node.store.append({ stream, expected, isCancelled }, events),
      );
      if (outcome?.kind === 'deleted') return replies.streamDeleted(stream);
      if (outcome?.kind === 'wrongVersion') return replies.wrongExpectedVersion(expected, outcome.current);
      return outcome;
    } catch (fault) {
      if (fault instanceof Refusal) return replies.timeout();
      throw fault;
    }
  }

  private answer(id: string, stream: string, outcome: replies.Written | Status): void {
    this.forget(id);
    if (!this.call.cancelled) this.call.write(replies.batchReply(id, stream, outcome));
  }

  private forget(id: string): void {
    clearTimeout(this.pending.get(id)?.timer);
    this.pending.delete(id);
  }

  private endWhenDone(): void {
    if (this.isClosing && this.underWay === 0) this.call.end();
  }
}
