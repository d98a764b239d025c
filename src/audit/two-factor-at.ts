import { toEntry } from './history-entry.js';
import type { TwoFactorThen } from './read-two-factor-at.query.js';
import type { TwoFactorAt } from './two-factor-at.types.js';

/** What is told of an account's past to whoever may read its history. */
export function toTwoFactorAt(accountId: string, then: TwoFactorThen): TwoFactorAt {
  const { at, status, since, enrollmentExpiresAt, lockedUntil, failures, recoveryCodesLeft } = then;
  return {
    accountId,
    at,
    status,
    since,
    enrollmentExpiresAt,
    lockedUntil,
    failures,
    recoveryCodesLeft,
    decidedBy: then.decidedBy && toEntry(then.decidedBy),
    lastEntry: then.lastEvent && toEntry(then.lastEvent),
    otherPositions: then.otherPositions.map(String),
  };
}
