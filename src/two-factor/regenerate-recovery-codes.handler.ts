import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Credentials } from '../accounts/credentials.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Sessions, type AskingSession } from '../sign-in/sessions.js';
import { whileSignedIn, type SignedOut } from '../sign-in/while-signed-in.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import type { ProofRefusal, ProofWithCode } from './full-proof.js';
import { RecoveryCodes, type NewRecoveryCodes } from './recovery-codes.js';
import { mayRegenerate, regenerate } from './recovery-codes.decider.js';
import { twoFactor } from './two-factor.state.js';

export class RegenerateRecoveryCodes extends Command<
  | { readonly kind: 'regenerated'; readonly recoveryCodes: readonly string[] }
  | ProofRefusal
  | SignedOut
  | { readonly code: 'notOn' }
> {
  constructor(
    readonly session: AskingSession,
    readonly proof: ProofWithCode,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(RegenerateRecoveryCodes)
export class RegenerateRecoveryCodesHandler implements ICommandHandler<RegenerateRecoveryCodes> {
  constructor(
    private readonly credentials: Credentials,
    private readonly decisions: Decisions,
    private readonly codes: Codes,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly sessions: Sessions,
  ) {}

  async execute({ session, proof, origin }: RegenerateRecoveryCodes) {
    const { accountId } = session;
    const { password, code, network } = proof;
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if ('code' in checked) return checked;
    const passwordMatched = checked.kind === 'right';
    let made: NewRecoveryCodes | undefined;
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const check = await this.codes.check(accountId, passwordMatched ? state : null, code, now);
      const facts = { now, lockPolicy: DEFAULT_LOCK_POLICY, passwordMatched, check };
      const judged = mayRegenerate(state, facts);
      if (judged.kind === 'refused' || state.factor.status !== 'on') return judged;
      made = await this.recoveryCodes.make(accountId, state.factor.enrollmentId);
      return whileSignedIn(this.sessions, session, regenerate(state, { ...facts, recoveryCodes: made }));
    });
    if (decision.kind === 'refused') return decision.reason;
    return { kind: 'regenerated' as const, recoveryCodes: made?.codes ?? [] };
  }
}
