import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { resetUnderWay, resetPassword, type ResetCircumstances } from '../accounts/account.decider.js';
import { account, type ResetUnderWay } from '../accounts/account.state.js';
import { NewPasswords } from '../accounts/new-passwords.js';
import type { PasswordProblem } from '../accounts/password.policy.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { hashToken } from '../crypto/token.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { LogGuard } from '../event-store/log-guard.js';
import { Turns } from '../event-store/turns.js';
import { note } from '../logging/security-notes.js';
import type { CodeRefusal } from '../two-factor/code.policy.js';
import { FullProof } from '../two-factor/full-proof.js';
import { accountOfReset } from './reset-token.js';
import { Sessions } from './sessions.js';

export class ResetPassword extends Command<
  | { readonly kind: 'reset'; readonly accountId: string }
  | { readonly code: 'resetRefused' | 'codeRequired' }
  | { readonly code: 'passwordInvalid'; readonly problem: PasswordProblem }
  | CodeRefusal
> {
  constructor(
    readonly token: string,
    readonly newPassword: string,
    /** Needed only while 2FA is on. */
    readonly code: string | null,
    readonly origin: Omit<Origin, 'actor'>,
  ) {
    super();
  }
}

const REFUSED = { code: 'resetRefused' } as const;

/**
 * The token stands in for the password that was forgotten, and for nothing else: 2FA stays, and its code is asked for
 * and spent before the password changes. It earns no session: who chose the password signs in with it.
 */
@CommandHandler(ResetPassword)
export class ResetPasswordHandler implements ICommandHandler<ResetPassword> {
  private readonly turns = new Turns();

  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly newPasswords: NewPasswords,
    private readonly proof: FullProof,
    private readonly decisions: Decisions,
    private readonly guard: LogGuard,
    private readonly vault: Vault,
    private readonly sessions: Sessions,
  ) {}

  async execute(command: ResetPassword) {
    const accountId = accountOfReset(command.token);
    // Whoever writes the id of an account into a token nobody made must not keep its owner waiting.
    if (accountId === undefined || !(await this.resetBy(command.token, accountId))) return REFUSED;
    // A token is no reason to make a hundred hashes at once: once one has used it, the others make none.
    return this.turns.take(accountId, () => this.reset(command, accountId));
  }

  private async reset({ token, newPassword, code, origin: request }: ResetPassword, accountId: string) {
    const reset = await this.resetBy(token, accountId);
    if (!reset) return REFUSED;
    const problem = await this.newPasswords.problemOfAnother(newPassword, accountId);
    if (problem) return { code: 'passwordInvalid' as const, problem };
    const origin: Origin = { actor: { kind: 'person', accountId, sessionId: null }, ...request };
    // Before the code, which would be lost should there be too many hashes to make.
    const sealedPasswordHash = await this.newPasswords.sealedHash(newPassword, accountId);
    const refusal = await this.proof.refusalOf(accountId, code, 'changePassword', origin);
    if (refusal) return refusal;

    const { sealedToken } = reset;
    const decision = await this.decisions.decide(account, accountId, origin, async (state, now) => {
      const circumstances = await this.circumstances(now);
      const judged = resetPassword(state, { ...circumstances, sealedToken, sealedPasswordHash });
      // First, so that a crash leaves nobody a session the old password earned.
      if (judged.kind === 'accepted') await this.sessions.endOthers(accountId, null);
      return judged;
    });
    if (decision.kind === 'refused') return { code: decision.reason };
    // And those that began meanwhile: who signs in from now on finds the change in the log.
    await this.sessions.endOthers(accountId, null);
    return { kind: 'reset' as const, accountId };
  }

  /** The reset under way that the token is of, if there is one. */
  private async resetBy(token: string, accountId: string): Promise<ResetUnderWay | undefined> {
    const { state } = await this.decisions.load(account, accountId);
    // Anybody can write an id; one that is no account's does not get into the log.
    if (state.status === 'registered') note({ accountId });
    const reset = resetUnderWay(state, await this.circumstances(this.clock.now()));
    if (!reset) return undefined;
    const { sealedToken, expiresAt } = reset;
    const kept = await this.vault.open(accountId, `password-reset/${expiresAt}`, sealedToken);
    return kept === hashToken(token) ? reset : undefined;
  }

  private async circumstances(now: Date): Promise<ResetCircumstances> {
    return { now, ttlSeconds: this.config.PASSWORD_RESET_TTL, restoredAt: await this.guard.check() };
  }
}
