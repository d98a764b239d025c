import type { Change } from '../support/subscriber.js';
import type { KeptEvent } from './kept.js';
import type { Acknowledged } from './kill-9/person.js';

/** Every stream counts from 0 without a gap, in the order of the log. */
export function expectWhole(log: readonly KeptEvent[]): void {
  const next = new Map<string, number>();
  for (const { stream, revision } of log) {
    expect({ stream, revision }).toEqual({ stream, revision: next.get(stream) ?? 0 });
    next.set(stream, revision + 1);
  }
}

/** The steps an enrollment accepted only ever increase. */
export function expectNoStepTwice(log: readonly KeptEvent[]): void {
  const last = new Map<unknown, number>();
  const accepted = ['TwoFactorEnrollmentConfirmed', 'TwoFactorCodeAccepted', 'TwoFactorDisabled'];
  for (const { type, data } of log.filter((event) => accepted.includes(event.type))) {
    const { enrollmentId, step } = data as { enrollmentId: string; step: number };
    expect({ type, enrollmentId, later: step > (last.get(enrollmentId) ?? -1) }).toMatchObject({
      later: true,
    });
    last.set(enrollmentId, step);
  }
}

/** Everything that was acknowledged is in the log, and nothing was acknowledged twice. */
export function expectHeld(log: readonly KeptEvent[], acknowledged: readonly Acknowledged[]): void {
  const nameOf = ({ stream, type, enrollmentId, step }: Acknowledged) =>
    `${stream} ${type} ${String(enrollmentId)} ${String(step)}`;
  const held = new Set(
    log.map(({ data, ...event }) => {
      const { enrollmentId, step } = data as Partial<Acknowledged>;
      return nameOf({ ...event, enrollmentId, step });
    }),
  );
  const names = acknowledged.map(nameOf);
  expect(names.filter((name) => !held.has(name))).toEqual([]);
  expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
}

const CHANGES: Readonly<Record<string, string>> = {
  TwoFactorEnrollmentStarted: 'TWO_FACTOR_ENROLLMENT_STARTED',
  TwoFactorEnrollmentConfirmed: 'TWO_FACTOR_ENROLLMENT_CONFIRMED',
  TwoFactorRecoveryCodesIssued: 'TWO_FACTOR_RECOVERY_CODES_ISSUED',
  TwoFactorLocked: 'TWO_FACTOR_LOCKED',
  TwoFactorDisabled: 'TWO_FACTOR_DISABLED',
};

/** What a subscriber to all changes has to be told, in order. */
export function changesIn(log: readonly KeptEvent[]): readonly Omit<Change, 'at'>[] {
  return log.flatMap(({ position, stream, type }) => {
    const change = stream.startsWith('twoFactor-') ? CHANGES[type] : undefined;
    const accountId = stream.slice('twoFactor-'.length);
    return change === undefined ? [] : [{ position: String(position), accountId, type: change }];
  });
}
