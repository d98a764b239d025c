import { accepted, refused, type Decision } from '../event-store/decider.js';
import {
  judge,
  later,
  refusedCode,
  rejection,
  type Circumstances,
  type CodeCheck,
  type CodeRefusal,
  type TotpCheck,
} from './code.policy.js';
import { issuing, type SealedSet } from './recovery-codes.decider.js';
import type { TwoFactorEvent } from './two-factor.events.js';
import {
  enrollmentUnderWay,
  protectionOf,
  type ChallengeLateness,
  type Enrollment,
  type EnrollmentLateness,
  type TwoFactorState,
} from './two-factor.state.js';

export type ConfirmRefusal =
  | CodeRefusal
  | Refusal<'alreadyConfirmed' | 'enrollmentNotFound' | 'enrollmentSuperseded' | 'enrollmentExpired'>;

interface Refusal<C extends string> {
  readonly code: C;
}

/** Enrolling asks for the password; while 2FA is on, for a code as well: replacing protection needs full proof. */
export function startEnrollment(
  state: TwoFactorState,
  facts: Circumstances & {
    readonly passwordMatched: boolean;
    readonly enrollment: Omit<Enrollment, 'expiresAt'>;
    readonly lifetimeSeconds: number;
    /** The code given and checked against what protects the account; `null` when none was given. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, CodeRefusal | Refusal<'passwordRefused' | 'codeRequired'>> {
  if (!facts.passwordMatched) return refused({ code: 'passwordRefused' });
  const started: TwoFactorEvent = {
    type: 'TwoFactorEnrollmentStarted',
    data: {
      ...facts.enrollment,
      algorithm: 'SHA1',
      digits: 6,
      period: 30,
      expiresAt: later(facts.now, facts.lifetimeSeconds),
      supersedes: enrollmentUnderWay(state.factor)?.enrollmentId ?? null,
    },
  };
  const protection = protectionOf(state.factor);
  if (protection === null) return accepted(started);
  if (facts.check === null) return refused({ code: 'codeRequired' });
  const purpose = 'replaceEnrollment';
  const { enrollmentId, lastStep } = protection;
  return judge(
    state,
    { ...facts, check: facts.check, purpose, lastStep },
    {
      code: (step) => [{ type: 'TwoFactorCodeAccepted', data: { enrollmentId, step, purpose } }, started],
      recoveryCode: (used) => [used, started],
    },
  );
}

export interface ConfirmFacts extends Circumstances {
  readonly enrollmentId: string;
  /** The code checked against the enrollment under way; `null` when there is none. */
  readonly check: TotpCheck | null;
}

/** Only this turns 2FA on. The confirming code is spent with it, and new recovery codes replace those there were. */
export function confirmEnrollment(
  state: TwoFactorState,
  facts: ConfirmFacts & { readonly recoveryCodes: SealedSet },
): Decision<TwoFactorEvent, ConfirmRefusal> {
  const { enrollmentId, recoveryCodes, now } = facts;
  const set = { ...recoveryCodes, enrollmentId, purpose: 'confirmEnrollment' as const };
  return issuing(mayConfirm(state, facts), set, now);
}

/** Whether an enrollment may be confirmed: asked first, since making recovery codes is work. */
export function mayConfirm(
  state: TwoFactorState,
  facts: ConfirmFacts,
): Decision<TwoFactorEvent, ConfirmRefusal> {
  const { enrollmentId, check, now } = facts;
  const purpose = 'confirmEnrollment';
  const enrollment = enrollmentUnderWay(state.factor);
  if (state.superseded.includes(enrollmentId)) return tooLate(state, 'enrollmentSuperseded');
  if (state.factor.status === 'on' && state.factor.enrollmentId === enrollmentId)
    return refused({ code: 'alreadyConfirmed' });
  if (enrollment?.enrollmentId !== enrollmentId || check === null)
    return refused({ code: 'enrollmentNotFound' });
  if (now >= new Date(enrollment.expiresAt)) return tooLate(state, 'enrollmentExpired');
  return judge(
    state,
    { ...facts, check, purpose, lastStep: -1 },
    { code: (step) => [{ type: 'TwoFactorEnrollmentConfirmed', data: { enrollmentId, step } }] },
  );
}

/** The second step of signing in. */
export function answerChallenge(
  state: TwoFactorState,
  facts: Circumstances & {
    /** The enrollment that protected the account when the challenge was issued. */
    readonly enrollmentId: string;
    readonly challengeExpired: boolean;
    /** Whether it was another password that earned the challenge. */
    readonly passwordChanged: boolean;
    /** The code checked against what protects the account; `null` when 2FA is not on. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, CodeRefusal> {
  const { enrollmentId, check } = facts;
  const purpose = 'signIn';
  const protection = protectionOf(state.factor);
  const late = challengeLateness(state, facts);
  if (late !== null || protection === null || check === null)
    return challengeOver(state, late ?? 'challengeVoid');
  return judge(
    state,
    { ...facts, check, purpose, lastStep: protection.lastStep },
    {
      code: (step) => [{ type: 'TwoFactorCodeAccepted', data: { enrollmentId, step, purpose } }],
      recoveryCode: (used) => [used],
    },
  );
}

/** Why a challenge is good for nothing any more, whatever code answers it; `null` while it is. */
export function challengeLateness(
  { factor }: TwoFactorState,
  facts: Pick<Parameters<typeof answerChallenge>[1], 'enrollmentId' | 'challengeExpired' | 'passwordChanged'>,
): ChallengeLateness | null {
  if (facts.challengeExpired) return 'challengeExpired';
  const isProtected = protectionOf(factor)?.enrollmentId === facts.enrollmentId;
  return facts.passwordChanged || !isProtected ? 'challengeVoid' : null;
}

/** Late answers are told once until the next right code: who knows the password gets as many challenges as they like. */
function challengeOver(
  state: TwoFactorState,
  late: ChallengeLateness,
): Decision<TwoFactorEvent, CodeRefusal> {
  return state.latenessTold.includes(late) ? refusedCode() : refusedCode(rejection(state, 'signIn', late));
}

/** Turning 2FA off asks for password and code in the same act. */
export function disable(
  state: TwoFactorState,
  facts: Circumstances & {
    readonly passwordMatched: boolean;
    /** The code checked against what protects the account; `null` when 2FA is not on. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, CodeRefusal | Refusal<'passwordRefused' | 'notOn'>> {
  const { passwordMatched, check } = facts;
  if (!passwordMatched) return refused({ code: 'passwordRefused' });
  if (state.factor.status !== 'on' || check === null) return refused({ code: 'notOn' });
  const { enrollmentId, lastStep } = state.factor;
  const disabled = (step: number | null): TwoFactorEvent => ({
    type: 'TwoFactorDisabled',
    data: { enrollmentId, step },
  });
  return judge(
    state,
    { ...facts, check, purpose: 'disableTwoFactor', lastStep },
    { code: (step) => [disabled(step)], recoveryCode: (used) => [used, disabled(null)] },
  );
}

/** Whether who knows the password may do what takes full proof: while 2FA is on that takes a code, which is spent with it. */
export function proveFully(
  state: TwoFactorState,
  facts: Circumstances & {
    /** What is to be done. */
    readonly purpose: 'changePassword' | 'eraseAccount';
    /** The code given and checked against what protects the account; `null` when none was given. */
    readonly check: CodeCheck | null;
  },
): Decision<TwoFactorEvent, CodeRefusal | Refusal<'codeRequired'>> {
  const { check, purpose } = facts;
  const protection = protectionOf(state.factor);
  if (protection === null) return accepted();
  if (check === null) return refused({ code: 'codeRequired' });
  const { enrollmentId, lastStep } = protection;
  return judge(
    state,
    { ...facts, check, lastStep },
    {
      code: (step) => [{ type: 'TwoFactorCodeAccepted', data: { enrollmentId, step, purpose } }],
      recoveryCode: (used) => [used],
    },
  );
}

/** An administrator's way back in for who lost the authenticator; the reason stays on record. */
export function reset(
  state: TwoFactorState,
  facts: { readonly sealedReason: string },
): Decision<TwoFactorEvent, Refusal<'notOn'>> {
  if (state.factor.status === 'off') return refused({ code: 'notOn' });
  return accepted({ type: 'TwoFactorReset', data: facts });
}

/** An old enrollment is told once, or trying it again and again could fill the owner's history. */
function tooLate<R extends EnrollmentLateness>(
  state: TwoFactorState,
  reason: R,
): Decision<TwoFactorEvent, Refusal<R>> {
  return state.latenessTold.includes(reason)
    ? refused({ code: reason })
    : refused({ code: reason }, rejection(state, 'confirmEnrollment', reason));
}
