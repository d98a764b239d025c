import { z } from 'zod';

const instant = z.iso.datetime();
const step = z.int().nonnegative();

const enrollment = z.strictObject({ enrollmentId: z.uuid(), sealedSecret: z.string(), expiresAt: instant });

const recovery = z.strictObject({
  revision: z.int().nonnegative(),
  issuedAt: instant,
  unused: z.array(z.int().nonnegative()),
});

const factor = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('off') }),
  z.strictObject({ status: z.literal('pending'), enrollment }),
  z.strictObject({
    status: z.literal('on'),
    enrollmentId: z.uuid(),
    sealedSecret: z.string(),
    lastStep: step,
    recovery: recovery.nullable(),
    replacement: enrollment.nullable(),
  }),
]);

/**
 * What a state has to look like that is read from the log: one that is nearly "on" must not pass for "off".
 * Nothing is optional, nothing is made up for.
 */
export const carriedTwoFactor = z.strictObject({
  factor,
  failures: z.int().nonnegative(),
  lockedUntil: instant.nullable(),
  superseded: z.array(z.uuid()),
  replayedStep: step.nullable(),
  latenessTold: z.array(
    z.enum(['enrollmentExpired', 'enrollmentSuperseded', 'challengeExpired', 'challengeVoid']),
  ),
});
