import { eventHash } from '../event-store/event-hash.js';
import { nameOf, type EventStore } from '../event-store/event-store.js';
import type { StreamEnd } from './chains.js';

/** Reads under way at once: a cluster answers each only after a way there and back. */
const AT_ONCE = 16;

/**
 * Whether streams end where the log says they do. The log is verified in its order; what is decided, told and
 * exported is read by stream, which stores find by an index of their own, and by an index that lies 2FA is off.
 * @param ends the newest event of each stream, as the log had it
 * @param position how far it was read: streams may have grown since
 * @returns what is wrong, in one line
 */
export async function streamFault(
  events: EventStore,
  ends: Iterable<StreamEnd>,
  position: number,
): Promise<string | undefined> {
  const rest = ends[Symbol.iterator]();
  let wrong: string | undefined;
  const lookOn = async () => {
    for (let end = rest.next(); !end.done && wrong === undefined; end = rest.next()) {
      const fault = await faultOf(events, end.value, position);
      wrong ??= fault;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lookOn));
  return wrong;
}

async function faultOf(
  events: EventStore,
  { stream, revision, hash }: StreamEnd,
  position: number,
): Promise<string | undefined> {
  const [newest] = await events.readStream(stream, { direction: 'backwards', limit: 1 });
  const hasGrown = newest !== undefined && newest.revision > revision && newest.position > position;
  const [found] = hasGrown ? await events.readStream(stream, { from: revision, limit: 1 }) : [newest];
  if (found?.revision === revision && eventHash(found) === hash) return undefined;
  const there = found ? nameOf(found) : 'nothing';
  return `${stream} ends with revision ${String(revision)} in the log, but who reads it by its name finds ${there}`;
}
