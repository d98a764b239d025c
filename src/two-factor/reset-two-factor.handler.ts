import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { account } from '../accounts/account.state.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { reset } from './two-factor.decider.js';
import { twoFactor } from './two-factor.state.js';

export class ResetTwoFactor extends Command<
  { readonly kind: 'reset' } | { readonly code: 'accountNotFound' | 'notOn' }
> {
  constructor(
    readonly accountId: string,
    readonly reason: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(ResetTwoFactor)
export class ResetTwoFactorHandler implements ICommandHandler<ResetTwoFactor> {
  constructor(
    private readonly decisions: Decisions,
    private readonly vault: Vault,
  ) {}

  async execute({ accountId, reason, origin }: ResetTwoFactor) {
    const { state } = await this.decisions.load(account, accountId);
    if (state.status !== 'registered') return { code: 'accountNotFound' as const };
    const sealedReason = await this.vault.seal(accountId, 'reset-reason', reason);
    const decision = await this.decisions.decide(twoFactor, accountId, origin, (current) =>
      reset(current, { sealedReason }),
    );
    return decision.kind === 'refused' ? decision.reason : { kind: 'reset' as const };
  }
}
