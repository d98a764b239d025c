import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Credentials } from '../accounts/credentials.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Sessions, type AskingSession } from '../sign-in/sessions.js';
import { whileSignedIn, type SignedOut } from '../sign-in/while-signed-in.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import type { ProofRefusal, ProofWithCode } from './full-proof.js';
import { disable } from './two-factor.decider.js';
import { twoFactor } from './two-factor.state.js';

export class DisableTwoFactor extends Command<
  { readonly kind: 'disabled' } | ProofRefusal | SignedOut | { readonly code: 'notOn' }
> {
  constructor(
    readonly session: AskingSession,
    readonly proof: ProofWithCode,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(DisableTwoFactor)
export class DisableTwoFactorHandler implements ICommandHandler<DisableTwoFactor> {
  constructor(
    private readonly credentials: Credentials,
    private readonly decisions: Decisions,
    private readonly codes: Codes,
    private readonly sessions: Sessions,
  ) {}

  async execute({ session, proof, origin }: DisableTwoFactor) {
    const { accountId } = session;
    const { password, code, network } = proof;
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if ('code' in checked) return checked;
    const passwordMatched = checked.kind === 'right';
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const check = await this.codes.check(accountId, passwordMatched ? state : null, code, now);
      const facts = { now, lockPolicy: DEFAULT_LOCK_POLICY, passwordMatched, check };
      return whileSignedIn(this.sessions, session, disable(state, facts));
    });
    return decision.kind === 'refused' ? decision.reason : { kind: 'disabled' as const };
  }
}
