import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { changePassword } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import { NewPasswords } from '../accounts/new-passwords.js';
import type { PasswordProblem } from '../accounts/password.policy.js';
import { hashToken, newToken } from '../crypto/token.js';
import { refused } from '../event-store/decider.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { FullProof, type Proof, type Proved } from '../two-factor/full-proof.js';
import { Sessions, type AskingSession } from './sessions.js';
import type { SignedOut } from './while-signed-in.js';

export class ChangePassword extends Command<
  /** With the token of the session from now on. */
  | { readonly kind: 'changed'; readonly token: string }
  | SignedOut
  | { readonly code: 'passwordInvalid'; readonly problem: PasswordProblem }
  | Exclude<Proved, { kind: 'proved' }>
> {
  constructor(
    /** The session that asks for it; every other one of the account ends. */
    readonly session: AskingSession,
    readonly proof: Proof,
    readonly newPassword: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/**
 * Password and code are proved in this one act. The code is spent on the stream of the second factor before
 * the password changes, unless another request changed it since it was found right. A crash in between costs
 * a code, and the session: its old token is good for nothing before the password is another one, and nobody
 * was told the new one yet (ASVS 7.2.4).
 */
@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly newPasswords: NewPasswords,
    private readonly proof: FullProof,
    private readonly decisions: Decisions,
    private readonly sessions: Sessions,
  ) {}

  async execute(command: ChangePassword) {
    const { session, newPassword, origin } = command;
    const { accountId } = session;
    const problem = await this.newPasswords.problemOfAnother(newPassword, accountId);
    if (problem) return { code: 'passwordInvalid' as const, problem };
    const proved = await this.proof.ofPassword(accountId, command.proof);
    if ('code' in proved) return proved;
    // Before the code, which would be lost should there be too many hashes to make.
    const sealedPasswordHash = await this.newPasswords.sealedHash(newPassword, accountId);
    const refusal = await this.proof.refusalOf(accountId, command.proof.code, 'changePassword', origin);
    if (refusal) return refusal;

    const { passwordVersion } = proved;
    const token = newToken('session');
    const decision = await this.decisions.decide(account, accountId, origin, async (state) => {
      const judged = changePassword(state, { passwordVersion, sealedPasswordHash });
      if (judged.kind === 'refused') return judged;
      // First, so that a crash leaves nobody a token the old password may have earned.
      if (!(await this.sessions.replaceToken(session.tokenHash, hashToken(token))))
        return refused('notSignedIn' as const);
      await this.sessions.endOthers(accountId, session.id);
      return judged;
    });
    if (decision.kind === 'refused') return { code: decision.reason };
    // And those that began meanwhile: who signs in from now on finds the change in the log.
    await this.sessions.endOthers(accountId, session.id);
    return { kind: 'changed' as const, token };
  }
}
