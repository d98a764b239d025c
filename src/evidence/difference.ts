import type { KeptEvent } from '../event-store/event-hash.js';
import { nameOf } from '../event-store/event-store.js';
import type { KnownLeaves } from './known-leaves.js';

/** An event of the log, and where it stands. */
export interface Standing {
  readonly event: KeptEvent;
  /** Its hash, in hex. */
  readonly leaf: string;
  /** From 0. */
  readonly index: number;
}

/**
 * What was done to the log where it first differs from what it was, in one line.
 * @param found the event that is there now
 * @param next the one behind it, unless the log ends
 */
export async function differenceAt(
  known: KnownLeaves,
  found: Standing,
  next: Standing | undefined,
): Promise<string> {
  const { event, leaf, index } = found;
  const was = await known.find(leaf, index + 1);
  const nextIsOf = async (place: number) => next !== undefined && (await known.holds(place, next.leaf));
  if (was === undefined) {
    return (await nextIsOf(index))
      ? `${nameOf(event)} was added as event ${place(index)}`
      : `${nameOf(event)} was changed: event ${place(index)} is not what it was`;
  }
  if (next && was === index + 1 && (await nextIsOf(index)))
    return `${nameOf(event)} and ${nameOf(next.event)} changed places, events ${place(index)} and ${String(index + 2)}`;
  if (was > index + 1 && (await nextIsOf(index + 1)))
    return `${nameOf(event)} was moved: it was event ${String(was + 1)}, and is event ${place(index)}`;
  return was === index + 1
    ? `event ${place(index)} was removed: it stood before ${nameOf(event)}`
    : `events ${String(index + 1)} to ${place(was - 1)} were removed: they stood before ${nameOf(event)}`;
}

function place(index: number): string {
  return `${String(index + 1)} of the log`;
}
