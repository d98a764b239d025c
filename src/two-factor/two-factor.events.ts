import { z } from 'zod';
import { event, type EventOf } from '../event-store/codec.js';

const instant = z.iso.datetime();
const sealed = z.string();
const step = z.int().nonnegative();

/** Which act asked for the code. */
export const codePurpose = z.enum([
  'confirmEnrollment',
  'signIn',
  'disableTwoFactor',
  'replaceEnrollment',
  'changePassword',
  'eraseAccount',
  'regenerateRecoveryCodes',
]);
export type CodePurpose = z.infer<typeof codePurpose>;

/** Why a code was not accepted. Only the account's own history tells. */
export const rejectionReason = z.enum([
  'wrong',
  'clockOff',
  'alreadyUsed',
  'enrollmentExpired',
  'enrollmentSuperseded',
  'challengeExpired',
  'challengeVoid',
]);
export type RejectionReason = z.infer<typeof rejectionReason>;

/** The events of a `twoFactor-<accountId>` stream. Described for readers in docs/events.md. */
export const twoFactorEvents = {
  TwoFactorEnrollmentStarted: event(
    1,
    z.object({
      enrollmentId: z.uuid(),
      sealedSecret: sealed,
      algorithm: z.literal('SHA1'),
      digits: z.literal(6),
      period: z.literal(30),
      expiresAt: instant,
      supersedes: z.uuid().nullable(),
    }),
  ),
  TwoFactorEnrollmentConfirmed: event(1, z.object({ enrollmentId: z.uuid(), step })),
  TwoFactorCodeAccepted: event(1, z.object({ enrollmentId: z.uuid(), step, purpose: codePurpose })),
  TwoFactorCodeRejected: event(
    1,
    z.object({
      purpose: codePurpose,
      reason: rejectionReason,
      /** Time steps the authenticator's clock is behind (negative) or ahead, when that is what was wrong. */
      clockOffBy: z.int().nullable(),
      /** Wrong codes in a row, this one included if it counts. */
      failures: z.int().nonnegative(),
    }),
  ),
  TwoFactorLocked: event(1, z.object({ until: instant, failures: z.int().positive() })),
  /** A set of recovery codes: it replaces the one before. Hashes only, and they are sealed. */
  TwoFactorRecoveryCodesIssued: event(
    1,
    z.object({
      enrollmentId: z.uuid(),
      sealedCodes: sealed,
      count: z.int().positive(),
      issuedAt: instant,
      purpose: codePurpose.extract(['confirmEnrollment', 'regenerateRecoveryCodes']),
    }),
  ),
  TwoFactorRecoveryCodeUsed: event(
    1,
    z.object({
      enrollmentId: z.uuid(),
      purpose: codePurpose,
      /** Which of its set it was, from 0. */
      index: z.int().nonnegative(),
      /** How many are left. */
      remaining: z.int().nonnegative(),
    }),
  ),
  /** Version 2: no step when a recovery code turned it off, which the event before tells. */
  TwoFactorDisabled: event(2, z.object({ enrollmentId: z.uuid(), step: step.nullable() }), {
    1: (data) => data,
  }),
  TwoFactorReset: event(1, z.object({ sealedReason: sealed })),
};

export type TwoFactorEvent = EventOf<typeof twoFactorEvents>;
