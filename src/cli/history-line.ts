import { toldEntry } from '../audit/told-entry.js';
import type { AccountEntry } from '../audit/whole-history.js';
import { ACCOUNT_WORDS, reasonGiven, wordsFor, type Told } from '../wording/history-wording.js';
import { visible } from './visible.js';

type ToldEntry = ReturnType<typeof toldEntry>;

/** An entry in the words of a person: when, what, why, and by whom; in two lines. */
export function linesFor(entry: AccountEntry, accountId: string): string {
  const told = toldEntry(entry);
  const about = [
    byWhom(told, accountId),
    told.operation,
    `request ${told.correlationId}`,
    `position ${told.position}`,
  ];
  return `${inUtc(entry.at)}  ${sentencesFor(told)}\n${' '.repeat(25)}${about.join(' · ')}`;
}

/** What an entry says, in sentences. */
function sentencesFor(told: ToldEntry): string {
  const { title, detail } = isOfAccount(told)
    ? { title: titleOf(told), detail: reasonGiven(told.resetReason) }
    : wordsFor(told as Told);
  const more = [
    isOfCount(told) && `Wrong codes in a row: ${String(told.failures)}.`,
    told.lockedUntil && `Until ${inUtc(told.lockedUntil)}.`,
  ];
  return visible([`${title}.`, detail, ...more].filter(Boolean).join(' '));
}

/** An instant as a person reads it: `2026-03-01 12:00:15 UTC`. */
export function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function byWhom({ actor }: ToldEntry, accountId: string): string {
  const { kind, id, sessionId } = actor;
  switch (kind) {
    case 'PERSON': {
      const who = id === accountId ? 'by its owner' : `by account ${String(id)}`;
      return sessionId === null ? `${who}, before there was a session` : `${who}, in session ${sessionId}`;
    }
    case 'APPLICATION':
      return `by an application, with API key ${String(id)}`;
    case 'ADMINISTRATOR':
      return `by an administrator, with API key ${String(id)}`;
    default:
      return 'by the service itself';
  }
}

/** Whether the wrong codes in a row matter to it: a code that was used before adds one where it is a recovery code. */
function isOfCount({ rejection, failures }: ToldEntry): boolean {
  return (
    rejection === 'WRONG' || rejection === 'CLOCK_OFF' || (rejection === 'ALREADY_USED' && failures !== 0)
  );
}

function isOfAccount({ type }: ToldEntry): boolean {
  return Object.hasOwn(ACCOUNT_WORDS, type);
}

function titleOf({ type }: ToldEntry): string {
  return ACCOUNT_WORDS[type] ?? type;
}
