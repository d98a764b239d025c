import { CannotStart } from '../config/cannot-start.js';
import { decode } from '../event-store/codec.js';
import { LOG_START, type EventStore } from '../event-store/event-store.js';
import { pagesFrom } from '../event-store/pages.js';
import { namesOf } from '../event-store/stream-name.js';
import { DEFAULT_LOCK_POLICY } from '../two-factor/lock.policy.js';
import {
  NOTHING_REHEARSED,
  rehearse,
  type Rehearsal,
  type RehearsedPolicy,
} from '../two-factor/rehearsal.policy.js';
import { twoFactorEvents } from '../two-factor/two-factor.events.js';
import { readingLog } from './log-reading.js';

const STREAMS = ['twoFactor-'];

/** What differs from today's policy, as the command line is told it. */
export type RehearseOptions = Readonly<
  Partial<Record<'driftSteps' | 'freeFailures' | 'firstWait' | 'longestWait', string>>
>;

const UNKNOWN = `What the log does not tell: what was tried while a lock held, whether a code that was repeated would have been
new, and what people would have done instead. Each attempt on record is judged as it was made.`;

/** Prints whom another policy would have locked out, let in or refused. Works while the service runs. */
export async function rehearsePolicy(options: RehearseOptions): Promise<void> {
  await readingLog(async ({ config, events }) => {
    const { freeFailures, firstWait, longestWait } = DEFAULT_LOCK_POLICY;
    const policy = {
      driftSteps: numberOf('--drift-steps', options.driftSteps, config.DRIFT_STEPS, 0, 10),
      lockPolicy: {
        ...DEFAULT_LOCK_POLICY,
        freeFailures: numberOf('--free-failures', options.freeFailures, freeFailures, 0, 99),
        firstWait: numberOf('--first-wait', options.firstWait, firstWait, 1, 86_400),
        longestWait: numberOf('--longest-wait', options.longestWait, longestWait, 1, 604_800),
      },
    };
    const accounts = await replay(events, policy);
    for (const [kind, count] of KINDS) {
      const met = [...accounts].filter(([, rehearsal]) => count(rehearsal) > 0);
      const sum = met.reduce((all, [, rehearsal]) => all + count(rehearsal), 0);
      console.log(`${kind}: ${String(sum)} (${String(met.length)} of ${String(accounts.size)} accounts)`);
      for (const [id, rehearsal] of met) console.log(`  ${id}  ${String(count(rehearsal))}`);
    }
    console.error(UNKNOWN);
  });
}

const KINDS: readonly (readonly [string, (rehearsal: Rehearsal) => number])[] = [
  ['Codes that were refused and would have been accepted', ({ letIn }) => letIn],
  [
    'Codes that were accepted and would have been refused, for the clock',
    ({ refusedForClock }) => refusedForClock,
  ],
  [
    'Codes that were accepted and would have been refused, for a lock',
    ({ refusedForLock }) => refusedForLock,
  ],
  ['More locks than there were', ({ locks, locksInFact }) => Math.max(0, locks - locksInFact)],
  ['Fewer locks than there were', ({ locks, locksInFact }) => Math.max(0, locksInFact - locks)],
];

async function replay(events: EventStore, policy: RehearsedPolicy): Promise<ReadonlyMap<string, Rehearsal>> {
  const accounts = new Map<string, Rehearsal>();
  for await (const page of pagesFrom(events, LOG_START, { streams: STREAMS })) {
    for (const recorded of page) {
      const event = decode(twoFactorEvents, recorded);
      const { id } = namesOf(recorded.stream);
      const before = accounts.get(id) ?? NOTHING_REHEARSED;
      accounts.set(id, rehearse(before, event, new Date(event.metadata.at), policy));
    }
  }
  return accounts;
}

/** @throws {CannotStart} unless it is a whole number within the bounds */
function numberOf(
  option: string,
  given: string | undefined,
  today: number,
  least: number,
  most: number,
): number {
  if (given === undefined) return today;
  const number = /^\d{1,9}$/.test(given) ? Number(given) : NaN;
  if (number >= least && number <= most) return number;
  throw new CannotStart(`${option} takes a whole number from ${String(least)} to ${String(most)}.`);
}
