import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Credentials, type TooManyPasswords } from '../accounts/credentials.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import type { CodeRefusal } from './code.policy.js';
import { disable } from './two-factor.decider.js';
import { protectionOf, twoFactor } from './two-factor.state.js';

export class DisableTwoFactor extends Command<
  | { readonly kind: 'disabled' }
  | CodeRefusal
  | TooManyPasswords
  | { readonly code: 'passwordRefused' | 'notOn' }
> {
  constructor(
    readonly accountId: string,
    readonly password: string,
    readonly code: string,
    /** The client's: attempts at passwords are counted by it. */
    readonly network: string,
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

  async execute({ accountId, password, code, network, origin }: DisableTwoFactor) {
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if (checked.kind === 'tooMany') return { code: 'tooManyPasswords' as const, retryAt: checked.retryAt };
    const passwordMatched = checked.kind === 'right';
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const protection = protectionOf(state.factor);
      const check = await this.codes.check(accountId, protection, code, now);
      return disable(state, { now, lockPolicy: DEFAULT_LOCK_POLICY, passwordMatched, check });
    });
    return decision.kind === 'refused' ? decision.reason : { kind: 'disabled' as const };
  }
}
