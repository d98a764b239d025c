import { CannotStart } from '../config/cannot-start.js';
import { StreamGone } from '../event-store/eventstoredb-faults.js';
import {
  LOG_START,
  RevisionConflict,
  type EventStore,
  type JsonObject,
  type RecordedEvent,
} from '../event-store/event-store.js';
import { pagesFrom } from '../event-store/pages.js';

/** Events in one append at the most: the server takes a megabyte at a time. */
const LONGEST_RUN = 100;

/** How far two logs are known to be the same. */
export interface Common {
  /** Events that are the same in both, in the same order. */
  readonly count: number;
  /** Position of the last of them in the one that is moved. */
  readonly source: number;
  /** Its position in the other. */
  readonly target: number;
}

export const NOTHING_IN_COMMON: Common = { count: 0, source: LOG_START, target: LOG_START };

/** Is told now and then how far the log was worked through, by positions of the one that is moved. */
export type Progress = (position: number) => void;

/**
 * Compares two logs event by event, in their total order, for as long as the target goes on.
 * @param from where to begin; what is before is known to be the same
 * @throws {CannotStart} naming the first difference
 */
export async function compareLogs(
  source: EventStore,
  target: EventStore,
  from: Common,
  tell: Progress,
): Promise<Common> {
  const expected = eventsFrom(source, from.source);
  let common = from;
  for await (const found of eventsFrom(target, from.target)) {
    const { value: event } = await expected.next();
    if (!event) {
      throw new CannotStart(
        `The cluster has been in use: behind the ${String(common.count)} events of the data folder its log goes on with ${name(found)}.`,
      );
    }
    const difference = differenceOf(event, found);
    if (difference !== undefined) {
      throw new CannotStart(
        `The cluster holds another log: event ${String(common.count + 1)} is ${name(event)} in the data folder and ${name(found)} on the cluster, and its ${difference} differs.`,
      );
    }
    common = { count: common.count + 1, source: event.position, target: found.position };
    tell(common.source);
  }
  return common;
}

/**
 * Appends the log from a position on to another, one append after the other, so that its total
 * order stays what it is: appends under way together might change places.
 * @throws {CannotStart} when somebody else writes to the same streams
 */
export async function appendRest(
  source: EventStore,
  target: EventStore,
  position: number,
  tell: Progress,
): Promise<void> {
  for await (const run of runsOfOneStream(eventsFrom(source, position))) {
    const [first] = run;
    const events = run.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
    try {
      await target.append(first.stream, first.revision - 1, events);
    } catch (fault) {
      if (fault instanceof StreamGone) throw new CannotStart(`${fault.message} on the cluster.`, fault);
      if (!(fault instanceof RevisionConflict)) throw fault;
      throw new CannotStart(
        `Somebody else wrote to ${first.stream} on the cluster during the move: begin anew on an empty one, and start no service on it before the move is done.`,
        fault,
      );
    }
    tell(run.at(-1)?.position ?? position);
  }
}

async function* eventsFrom(store: EventStore, position: number): AsyncGenerator<RecordedEvent, undefined> {
  for await (const page of pagesFrom(store, position)) yield* page;
}

/** Events of one stream that follow each other go in one append: it is sooner done, and the order is the same. */
async function* runsOfOneStream(
  events: AsyncIterable<RecordedEvent>,
): AsyncGenerator<readonly [RecordedEvent, ...RecordedEvent[]]> {
  let run: [RecordedEvent, ...RecordedEvent[]] | undefined;
  for await (const event of events) {
    if (run?.[0].stream === event.stream && run.length < LONGEST_RUN) {
      run.push(event);
      continue;
    }
    if (run) yield run;
    run = [event];
  }
  if (run) yield run;
}

/** The first thing two events differ in. */
function differenceOf(a: RecordedEvent, b: RecordedEvent): string | undefined {
  for (const field of ['stream', 'revision', 'id', 'type'] as const) if (a[field] !== b[field]) return field;
  return (['data', 'metadata'] as const).find((field) => bytes(a[field]) !== bytes(b[field]));
}

/** As they are stored: `JSON.stringify` wrote them, and parsing keeps the order of what is in an object. */
function bytes(value: JsonObject): string {
  return JSON.stringify(value);
}

function name({ type, stream, revision }: RecordedEvent): string {
  return `${type} at ${stream}@${String(revision)}`;
}
