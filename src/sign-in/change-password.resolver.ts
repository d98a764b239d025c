import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { passwordInvalid } from '../accounts/account.types.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import {
  cameByCookie,
  clientOf,
  isRecognised,
  originOf,
  sessionOf,
  type RequestContext,
} from '../graphql/request-context.js';
import { CodeMalformed } from '../two-factor/code.types.js';
import { proofRefusal } from '../two-factor/proof-refusal.js';
import { isAnyCode } from '../two-factor/recovery-code.js';
import { CodeRequired, NotSignedIn } from '../two-factor/two-factor.types.js';
import { ChangePassword } from './change-password.handler.js';
import { ChangePasswordInput, ChangePasswordResult, PasswordChanged } from './change-password.types.js';

@Resolver()
export class ChangePasswordResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  @Mutation(() => ChangePasswordResult, {
    description:
      'Changes the password. 2FA stays as it is; every other session and every challenge ends, and this session has another token.',
  })
  async changePassword(
    @Args('input', { type: () => ChangePasswordInput })
    { currentPassword, newPassword, code = null }: ChangePasswordInput,
    @Context() context: RequestContext,
  ): Promise<typeof ChangePasswordResult> {
    const session = sessionOf(context);
    if (!session || !isRecognised(context)) return new NotSignedIn();
    if (code !== null && !isAnyCode(code)) return new CodeMalformed();
    const { network } = clientOf(context);
    const origin = originOf(context, 'changePassword');
    const outcome = await this.commands.execute(
      new ChangePassword(session, { password: currentPassword, code, network }, newPassword, origin),
    );
    if ('kind' in outcome) {
      const { accountId, expiresAt } = session;
      if (!cameByCookie(context, session)) return new PasswordChanged(accountId, outcome.token);
      context.setSessionCookie?.(outcome.token, expiresAt);
      return new PasswordChanged(accountId, null);
    }
    switch (outcome.code) {
      case 'passwordInvalid':
        return passwordInvalid(outcome.problem, this.config.PASSWORD_MIN_LENGTH);
      case 'notSignedIn':
        return new NotSignedIn();
      case 'codeRequired':
        return new CodeRequired();
      default:
        return proofRefusal(outcome, this.clock.now());
    }
  }
}
