import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { startPasswordReset } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { hashToken } from '../crypto/token.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { newResetToken } from './reset-token.js';

export class StartPasswordReset extends Command<
  | { readonly kind: 'started'; readonly token: string; readonly expiresAt: Date }
  | { readonly code: 'accountNotFound' }
> {
  constructor(
    readonly accountId: string,
    readonly reason: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** An administrator's: makes the token by which somebody chooses a password who forgot the one before. */
@CommandHandler(StartPasswordReset)
export class StartPasswordResetHandler implements ICommandHandler<StartPasswordReset> {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
  ) {}

  async execute({ accountId, reason, origin }: StartPasswordReset) {
    const { state } = await this.decisions.load(account, accountId);
    if (state.status !== 'registered') return { code: 'accountNotFound' as const };
    const token = newResetToken(accountId);
    const expiresAt = new Date(this.clock.now().getTime() + this.config.PASSWORD_RESET_TTL * 1_000);
    const until = expiresAt.toISOString();
    const facts = {
      sealedToken: await this.vault.seal(accountId, `password-reset/${until}`, hashToken(token)),
      expiresAt: until,
      sealedReason: await this.vault.seal(accountId, 'reset-reason', reason),
    };
    const decision = await this.decisions.decide(account, accountId, origin, (current) =>
      startPasswordReset(current, facts),
    );
    return decision.kind === 'refused'
      ? { code: decision.reason }
      : { kind: 'started' as const, token, expiresAt };
  }
}
