import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { passwordInvalid } from '../accounts/account.types.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { isRecognised, originOf, requestOrigin, type RequestContext } from '../graphql/request-context.js';
import { CodeMalformed, codeRefusal } from '../two-factor/code.types.js';
import { isAnyCode } from '../two-factor/recovery-code.js';
import { reasonIn } from '../two-factor/reset-reason.js';
import { AccountNotFound, CodeRequired, NotAllowed, ReasonInvalid } from '../two-factor/two-factor.types.js';
import {
  PasswordReset,
  PasswordResetStarted,
  ResetPasswordInput,
  ResetPasswordResult,
  ResetRefused,
  StartPasswordResetInput,
  StartPasswordResetResult,
} from './password-reset.types.js';
import { ResetPassword } from './reset-password.handler.js';
import { StartPasswordReset } from './start-password-reset.handler.js';

/** The way back from a forgotten password: an administrator begins it, the owner chooses. */
@Resolver()
export class PasswordResetResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  @Mutation(() => StartPasswordResetResult, {
    description: 'Makes a token for who forgot the password of an account. For administrators.',
  })
  async startPasswordReset(
    @Args('input', { type: () => StartPasswordResetInput })
    { accountId, reason: raw }: StartPasswordResetInput,
    @Context() context: RequestContext,
  ): Promise<typeof StartPasswordResetResult> {
    if (!isRecognised(context) || !access.startPasswordReset(context.caller)) return new NotAllowed();
    const reason = reasonIn(raw);
    if (reason === undefined) return new ReasonInvalid();
    const origin = originOf(context, 'startPasswordReset');
    const outcome = await this.commands.execute(new StartPasswordReset(accountId, reason, origin));
    return 'kind' in outcome
      ? new PasswordResetStarted(accountId, outcome.token, outcome.expiresAt)
      : new AccountNotFound();
  }

  @Mutation(() => ResetPasswordResult, {
    description: 'Chooses a new password with the token of a reset, and a code while 2FA is on.',
  })
  async resetPassword(
    @Args('input', { type: () => ResetPasswordInput })
    { token, newPassword, code = null }: ResetPasswordInput,
    @Context() context: RequestContext,
  ): Promise<typeof ResetPasswordResult> {
    if (code !== null && !isAnyCode(code)) return new CodeMalformed();
    const origin = requestOrigin(context, 'resetPassword');
    const outcome = await this.commands.execute(new ResetPassword(token, newPassword, code, origin));
    if ('kind' in outcome) return new PasswordReset(outcome.accountId);
    switch (outcome.code) {
      case 'resetRefused':
        return new ResetRefused();
      case 'passwordInvalid':
        return passwordInvalid(outcome.problem, this.config.PASSWORD_MIN_LENGTH);
      case 'codeRequired':
        return new CodeRequired();
      default:
        return codeRefusal(outcome, this.clock.now());
    }
  }
}
