import { accepted, refused, type Decision } from '../event-store/decider.js';
import { judge, type Circumstances, type CodeCheck, type CodeRefusal } from './code.policy.js';
import type { TwoFactorEvent } from './two-factor.events.js';
import type { TwoFactorState } from './two-factor.state.js';

type Issued = Extract<TwoFactorEvent, { type: 'TwoFactorRecoveryCodesIssued' }>['data'];

/** What is kept of a new set of recovery codes. */
export type SealedSet = Pick<Issued, 'sealedCodes' | 'count'>;

export interface RegenerateFacts extends Circumstances {
  readonly passwordMatched: boolean;
  /** The code given and checked against the current secret; `null` when 2FA is not on. */
  readonly check: CodeCheck | null;
}

type RegenerateRefusal = CodeRefusal | { readonly code: 'passwordRefused' | 'notOn' };

const purpose = 'regenerateRecoveryCodes';

/**
 * Whether new recovery codes may be made: asks for password and code in the same act. The code is one of the
 * authenticator: who has lost it moves to another one, which brings new recovery codes as well.
 */
export function mayRegenerate(
  state: TwoFactorState,
  facts: RegenerateFacts,
): Decision<TwoFactorEvent, RegenerateRefusal> {
  const { passwordMatched, check } = facts;
  if (!passwordMatched) return refused({ code: 'passwordRefused' });
  if (state.factor.status !== 'on' || check === null) return refused({ code: 'notOn' });
  const { enrollmentId, lastStep } = state.factor;
  return judge(
    state,
    { ...facts, check, purpose, lastStep },
    { code: (step) => [{ type: 'TwoFactorCodeAccepted', data: { enrollmentId, step, purpose } }] },
  );
}

/** New recovery codes in the place of those from before, none of which is worth anything any more. */
export function regenerate(
  state: TwoFactorState,
  facts: RegenerateFacts & { readonly recoveryCodes: SealedSet },
): Decision<TwoFactorEvent, RegenerateRefusal> {
  const judged = mayRegenerate(state, facts);
  if (state.factor.status !== 'on') return judged;
  const { enrollmentId } = state.factor;
  return issuing(judged, { ...facts.recoveryCodes, enrollmentId, purpose }, facts.now);
}

/** The same decision, and a set of recovery codes with it if it is one to go ahead: one append has both. */
export function issuing<R>(
  decision: Decision<TwoFactorEvent, R>,
  { enrollmentId, sealedCodes, count, purpose: by }: Omit<Issued, 'issuedAt'>,
  now: Date,
): Decision<TwoFactorEvent, R> {
  if (decision.kind === 'refused') return decision;
  const data = { enrollmentId, sealedCodes, count, issuedAt: now.toISOString(), purpose: by };
  return accepted(...decision.events, { type: 'TwoFactorRecoveryCodesIssued', data });
}
