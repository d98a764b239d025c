import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Credentials } from '../accounts/credentials.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import { disable, type CodeRefusal } from './two-factor.decider.js';
import { twoFactor } from './two-factor.state.js';

export class DisableTwoFactor extends Command<
  { readonly kind: 'disabled' } | CodeRefusal | { readonly code: 'passwordRefused' | 'notOn' }
> {
  constructor(
    readonly accountId: string,
    readonly password: string,
    readonly code: string,
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

  async execute({ accountId, password, code, origin }: DisableTwoFactor) {
    const passwordMatched = await this.credentials.passwordMatches(accountId, password);
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const protection = state.factor.status === 'on' ? state.factor : null;
      const check = await this.codes.check(accountId, protection, code, now);
      return disable(state, { now, lockPolicy: DEFAULT_LOCK_POLICY, passwordMatched, check });
    });
    return decision.kind === 'refused' ? decision.reason : { kind: 'disabled' as const };
  }
}
