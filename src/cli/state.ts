import { z } from 'zod';
import {
  ReadTwoFactorAt,
  ReadTwoFactorAtHandler,
  type TwoFactorThen,
} from '../audit/read-two-factor-at.query.js';
import type { Point } from '../audit/stream-past.js';
import { toldEntry } from '../audit/told-entry.js';
import { toTwoFactorAt } from '../audit/two-factor-at.js';
import { CannotStart } from '../config/cannot-start.js';
import { enumName } from '../graphql/enum-names.js';
import { STATUS_WORDS } from '../wording/history-wording.js';
import { inUtc, linesFor } from './history-line.js';
import { readingLog } from './log-reading.js';
import { namedAccount, nameOf, type NamedAccount } from './named-account.js';

/** What the command line is told of the point of the past. */
export interface StateOptions {
  readonly at?: string;
  readonly position?: string;
  readonly json?: boolean;
}

const instant = z.iso.datetime({ offset: true });

/** Prints what an account's 2FA was at a point of the past. Works while the service runs. */
export async function printState(word: string, options: StateOptions): Promise<void> {
  const point = pointOf(options);
  await readingLog(async (reading) => {
    const named = await namedAccount(word, reading);
    const { events, clock, decisions, deciding, history } = reading;
    const handler = new ReadTwoFactorAtHandler(events, clock, decisions, deciding, history);
    const outcome = await handler.execute(new ReadTwoFactorAt(named.accountId, point));
    switch (outcome.kind) {
      case 'then':
        console.log(options.json ? asJson(named, outcome) : inWords(named, outcome));
        return;
      case 'notYet':
        throw new CannotStart(
          `There was no such account then: it was registered at ${outcome.registeredAt.toISOString()}.`,
        );
      case 'noMore':
        throw new CannotStart(
          `There was no such account any more: it was erased at ${outcome.erasedAt.toISOString()}.`,
        );
      case 'noAccount':
        throw new CannotStart(`There is no account ${named.accountId} any more.`);
      case 'future':
        throw new CannotStart(
          'at' in point
            ? 'That is yet to come.'
            : `That is yet to come: the log is at position ${String(await events.head())}.`,
        );
    }
  });
}

/** @throws {CannotStart} unless it is exactly one of the two */
function pointOf({ at, position }: StateOptions): Point {
  if ((at === undefined) === (position === undefined))
    throw new CannotStart('Ask for exactly one of --at and --position.');
  if (at !== undefined) {
    const printed = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?: UTC)?$/.exec(at);
    // As `audit` prints it, to the second: what happened in that second had happened.
    const wanted = printed ? `${String(printed[1])}T${String(printed[2])}.999Z` : at;
    if (instant.safeParse(wanted).success) return { at: new Date(wanted) };
    throw new CannotStart(
      '--at takes an instant in ISO 8601, as 2026-03-01T12:00:15Z, or as audit prints it, "2026-03-01 12:00:15 UTC".',
    );
  }
  if (/^\d{1,15}$/.test(position ?? '')) return { position: Number(position) };
  throw new CannotStart('--position takes a position of the log, a whole number.');
}

function asJson({ accountId, username }: NamedAccount, then: TwoFactorThen): string {
  const { decidedBy, lastEntry, status, ...rest } = toTwoFactorAt(accountId, then);
  return JSON.stringify({
    ...rest,
    username,
    status: enumName(status),
    decidedBy: decidedBy && toldEntry(decidedBy),
    lastEntry: lastEntry && toldEntry(lastEntry),
  });
}

function inWords(named: NamedAccount, then: TwoFactorThen): string {
  const { at, status, since, enrollmentExpiresAt, lockedUntil, failures, otherPositions } = then;
  const { recoveryCodesLeft } = then;
  const { accountId } = named;
  const { decidedBy, lastEntry } = toTwoFactorAt(accountId, then);
  const words = STATUS_WORDS[enumName(status) as keyof typeof STATUS_WORDS];
  const told = [
    `${nameOf(named)} at ${inUtc(at)}`,
    `Two-factor authentication: ${words}, since ${inUtc(since)}.`,
    enrollmentExpiresAt && `The enrollment under way could be confirmed until ${inUtc(enrollmentExpiresAt)}.`,
    lockedUntil && `Codes were locked until ${inUtc(lockedUntil)}.`,
    `Wrong codes in a row: ${String(failures)}.`,
    recoveryCodesLeft !== null && `Recovery codes left: ${String(recoveryCodesLeft)}.`,
    decidedBy ? `Decided by:\n${linesFor(decidedBy, accountId)}` : 'It had never been on.',
    lastEntry &&
      lastEntry.id !== decidedBy?.id &&
      `The last event by then:\n${linesFor(lastEntry, accountId)}`,
    otherPositions.length > 0 &&
      `The clock of the service was put back and showed that instant more than once. This is the last time; for the others ask with --position ${otherPositions.join(', ')}.`,
  ];
  return told.filter(Boolean).join('\n');
}
