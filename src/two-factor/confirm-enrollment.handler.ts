import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Sessions, type AskingSession } from '../sign-in/sessions.js';
import { whileSignedIn, type SignedOut } from '../sign-in/while-signed-in.js';
import { Codes } from './codes.js';
import { RecoveryCodes, type NewRecoveryCodes } from './recovery-codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import { confirmEnrollment, mayConfirm, type ConfirmRefusal } from './two-factor.decider.js';
import { twoFactor } from './two-factor.state.js';

export interface ConfirmedEnrollment {
  readonly kind: 'confirmed';
  /** Shown to the owner, and kept nowhere. */
  readonly recoveryCodes: readonly string[];
}

export class ConfirmEnrollment extends Command<ConfirmedEnrollment | ConfirmRefusal | SignedOut> {
  constructor(
    /** Every other one of the account ends. */
    readonly session: AskingSession,
    readonly enrollmentId: string,
    readonly code: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(ConfirmEnrollment)
export class ConfirmEnrollmentHandler implements ICommandHandler<ConfirmEnrollment> {
  constructor(
    private readonly decisions: Decisions,
    private readonly codes: Codes,
    private readonly sessions: Sessions,
    private readonly recoveryCodes: RecoveryCodes,
  ) {}

  async execute({ session, enrollmentId, code, origin }: ConfirmEnrollment) {
    const { accountId, id: sessionId } = session;
    let made: NewRecoveryCodes | undefined;
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const check = await this.codes.checkFirst(accountId, state, code, now);
      const facts = { now, lockPolicy: DEFAULT_LOCK_POLICY, enrollmentId, check };
      const judged = mayConfirm(state, facts);
      if (judged.kind === 'refused') return judged;
      made ??= await this.recoveryCodes.make(accountId, enrollmentId);
      const confirmed = confirmEnrollment(state, { ...facts, recoveryCodes: made });
      const asked = await whileSignedIn(this.sessions, session, confirmed);
      // What was signed in with less than is asked for from now on has to sign in anew. First, so that
      // a crash leaves none of them.
      if (asked.kind === 'accepted') await this.sessions.endOthers(accountId, sessionId);
      return asked;
    });
    if (decision.kind === 'refused') return decision.reason;
    // And those that began meanwhile.
    await this.sessions.endOthers(accountId, sessionId);
    return { kind: 'confirmed' as const, recoveryCodes: made?.codes ?? [] };
  }
}
