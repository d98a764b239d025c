import type { Metadata } from '@grpc/grpc-js';
import type { Access, Principal } from './access.js';
import type { Misbehaving } from './faults.js';
import { accessDenied, notLeader, serverNotReady, timedOut } from './refusals.js';
import type { StreamStore, WriteOutcome } from './stream-store.js';

/** What every call can be asked, whatever its kind. */
export interface Call {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  getPeer(): string;
}

/** What the services of one node share. */
export interface Node {
  readonly store: StreamStore;
  readonly access: Access;
  readonly faults: Misbehaving;
  /** Bytes. */
  readonly maxAppendSize: number;
  /** Milliseconds until the server gives up on an append that is under way. */
  readonly writeTimeout: number;
  /** Breaks the connection of a call. */
  hangUp(call: Call): void;
  /** How to end each subscription. */
  readonly subscriptions: Set<(end: { readonly fault?: Error }) => void>;
}

/** Who calls, unless the node refuses everybody. */
export function callerOf({ access, faults }: Node, { metadata }: Call): Principal {
  const caller = access.authenticate(metadata);
  if (faults.isRefusing) throw serverNotReady();
  return caller;
}

export function requireAccess(
  node: Node,
  call: Call,
  action: 'read' | 'write' | 'delete',
  stream: string,
): void {
  if (!node.access.may(callerOf(node, call), action, stream)) throw accessDenied();
}

/** A follower takes what does not ask for the leader: reads from its own log, writes by forwarding them. */
export function requireLeader({ faults: { leader } }: Node, { metadata }: Call): void {
  if (!leader || metadata.get('requires-leader')[0] !== 'true') return;
  throw leader === 'nobody' ? serverNotReady() : notLeader(leader.host, leader.port);
}

/**
 * Does a write the way the node is told to. Resolves with `undefined` if there is to be no answer.
 * @throws {Refusal} for the server's own time limit: the write may be done all the same, or later
 */
export async function perform(
  node: Node,
  call: Call,
  write: (isCancelled: () => boolean) => Promise<WriteOutcome>,
): Promise<Exclude<WriteOutcome, { kind: 'dropped' }> | undefined> {
  const { faults } = node;
  if (faults.isStalled) return undefined;
  const fault = faults.takeFromAppends();
  if (fault === 'dropBeforeCommit') {
    node.hangUp(call);
    return undefined;
  }
  // A call that has its answer is over, which is not the same as given up by who made it.
  let isAnswered = false;
  const isCancelled = () => call.cancelled && !isAnswered;
  const written = faults.pause().then(() => write(isCancelled));
  const outcome = await within(node.writeTimeout, written, () => {
    isAnswered = true;
  });
  if (fault === 'dropAfterCommit') node.hangUp(call);
  if (fault === 'dropAfterCommit' || fault === 'silentAfterCommit') return undefined;
  if (fault === 'timeOutAfterCommit') throw timedOut();
  return outcome.kind === 'dropped' ? undefined : outcome;
}

/** `RequestManagerBase`: the answer comes in time, or says so; the write goes on. */
async function within<T>(milliseconds: number, work: Promise<T>, isLate: () => void): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    isLate();
    late.reject(timedOut());
  }, milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
