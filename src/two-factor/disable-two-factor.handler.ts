import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Credentials } from '../accounts/credentials.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import type { ProofRefusal, ProofWithCode } from './full-proof.js';
import { disable } from './two-factor.decider.js';
import { twoFactor } from './two-factor.state.js';

export class DisableTwoFactor extends Command<
  { readonly kind: 'disabled' } | ProofRefusal | { readonly code: 'notOn' }
> {
  constructor(
    readonly accountId: string,
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
  ) {}

  async execute({ accountId, proof, origin }: DisableTwoFactor) {
    const { password, code, network } = proof;
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if ('code' in checked) return checked;
    const passwordMatched = checked.kind === 'right';
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const check = await this.codes.check(accountId, passwordMatched ? state : null, code, now);
      return disable(state, { now, lockPolicy: DEFAULT_LOCK_POLICY, passwordMatched, check });
    });
    return decision.kind === 'refused' ? decision.reason : { kind: 'disabled' as const };
  }
}
