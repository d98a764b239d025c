import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { account, changePassword } from '../accounts/account.decider.js';
import { Credentials, type TooManyPasswords } from '../accounts/credentials.js';
import { normalisePassword, passwordProblem, type PasswordProblem } from '../accounts/password.policy.js';
import { Config } from '../config/config.js';
import { PasswordHashes } from '../crypto/password-hashes.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Codes } from '../two-factor/codes.js';
import { DEFAULT_LOCK_POLICY } from '../two-factor/lock.policy.js';
import type { CodeRefusal } from '../two-factor/code.policy.js';
import { allowPasswordChange } from '../two-factor/two-factor.decider.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { Sessions, type Session } from './sessions.js';

export class ChangePassword extends Command<
  | { readonly kind: 'changed' }
  | { readonly code: 'passwordInvalid'; readonly problem: PasswordProblem }
  | { readonly code: 'passwordRefused' | 'codeRequired' }
  | CodeRefusal
  | TooManyPasswords
> {
  constructor(
    /** The session that asks for it; every other one of the account ends. */
    readonly session: Pick<Session, 'id' | 'accountId'>,
    readonly currentPassword: string,
    readonly newPassword: string,
    /** Needed only while 2FA is on. */
    readonly code: string | null,
    /** The client's: attempts at passwords are counted by it. */
    readonly network: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/**
 * Password and code are proved in this one act. The code is spent first, on the stream of the
 * second factor; then the password changes, unless another request changed it since it was
 * found right. A crash in between costs a code.
 */
@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly config: Config,
    private readonly credentials: Credentials,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly passwordHashes: PasswordHashes,
    private readonly codes: Codes,
    private readonly sessions: Sessions,
  ) {}

  async execute(command: ChangePassword) {
    const { session, currentPassword, newPassword, code, network, origin } = command;
    const { accountId } = session;
    const problem = await this.problemOf(accountId, newPassword);
    if (problem) return { code: 'passwordInvalid' as const, problem };
    const checked = await this.credentials.checkByAccount(accountId, currentPassword, network);
    if (checked.kind === 'tooMany') return { code: 'tooManyPasswords' as const, retryAt: checked.retryAt };
    if (checked.kind === 'wrong') return { code: 'passwordRefused' as const };

    const passwordHash = await this.passwordHashes.hash(normalisePassword(newPassword));
    const sealedPasswordHash = await this.vault.seal(accountId, 'password-hash', passwordHash);
    const allowed = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const protection = state.factor.status === 'on' && code !== null ? state.factor : null;
      const check = await this.codes.check(accountId, protection, code ?? '', now);
      return allowPasswordChange(state, { now, lockPolicy: DEFAULT_LOCK_POLICY, check });
    });
    if (allowed.kind === 'refused') return allowed.reason;

    const { passwordVersion } = checked;
    const decision = await this.decisions.decide(account, accountId, origin, async (state) => {
      const judged = changePassword(state, { passwordVersion, sealedPasswordHash });
      // First, so that a crash leaves none of those the old password may have earned.
      if (judged.kind === 'accepted') await this.sessions.endOthers(accountId, session.id);
      return judged;
    });
    if (decision.kind === 'refused') return { code: decision.reason };
    // And those that began meanwhile: who signs in from now on finds the change in the log.
    await this.sessions.endOthers(accountId, session.id);
    return { kind: 'changed' as const };
  }

  private async problemOf(accountId: string, newPassword: string): Promise<PasswordProblem | undefined> {
    const { state } = await this.decisions.load(account, accountId);
    const username =
      state.status === 'registered' ? await this.vault.open(accountId, 'username', state.sealedUsername) : '';
    const { PASSWORD_MIN_LENGTH, ISSUER } = this.config;
    return passwordProblem(newPassword, PASSWORD_MIN_LENGTH, [username, ISSUER]);
  }
}
