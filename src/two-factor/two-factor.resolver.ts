import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { Clock } from '../clock.js';
import {
  clientOf,
  isRecognised,
  originOf,
  sessionOf,
  type RequestContext,
} from '../graphql/request-context.js';
import { CodeMalformed, codeRefusal, notOfAuthenticator } from './code.types.js';
import { ConfirmEnrollment } from './confirm-enrollment.handler.js';
import { DisableTwoFactor } from './disable-two-factor.handler.js';
import { isAnyCode } from './recovery-code.js';
import { proofRefusal } from './proof-refusal.js';
import { reasonIn } from './reset-reason.js';
import { ResetTwoFactor } from './reset-two-factor.handler.js';
import { StartEnrollment } from './start-enrollment.handler.js';
import { isCode } from './totp.js';
import {
  AccountNotFound,
  CodeRequired,
  ConfirmEnrollmentInput,
  ConfirmEnrollmentResult,
  DisableTwoFactorInput,
  DisableTwoFactorResult,
  EnrollmentAlreadyConfirmed,
  EnrollmentConfirmed,
  EnrollmentExpired,
  EnrollmentNotFound,
  EnrollmentStarted,
  EnrollmentSuperseded,
  NotAllowed,
  NotSignedIn,
  ReasonInvalid,
  ResetTwoFactorInput,
  ResetTwoFactorResult,
  StartEnrollmentInput,
  StartEnrollmentResult,
  TwoFactorDisabled,
  TwoFactorNotOn,
  TwoFactorReset,
} from './two-factor.types.js';

@Resolver()
export class TwoFactorResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  @Mutation(() => StartEnrollmentResult, {
    description: 'Begins to turn 2FA on, or to move it. Nothing changes until it is confirmed.',
  })
  async startEnrollment(
    @Args('input', { type: () => StartEnrollmentInput }) { password, code = null }: StartEnrollmentInput,
    @Context() context: RequestContext,
  ): Promise<typeof StartEnrollmentResult> {
    const session = sessionOf(context);
    if (!session || !isRecognised(context)) return new NotSignedIn();
    if (code !== null && !isAnyCode(code)) return new CodeMalformed();
    const { network } = clientOf(context);
    const origin = originOf(context, 'startEnrollment');
    const outcome = await this.commands.execute(
      new StartEnrollment(session, { password, code, network }, origin),
    );
    if ('kind' in outcome) return new EnrollmentStarted(outcome);
    if (outcome.code === 'notSignedIn') return new NotSignedIn();
    if (outcome.code === 'codeRequired') return new CodeRequired();
    return proofRefusal(outcome, this.clock.now());
  }

  @Mutation(() => ConfirmEnrollmentResult, {
    description: 'Turns 2FA on with the first code of the enrollment.',
  })
  async confirmEnrollment(
    @Args('input', { type: () => ConfirmEnrollmentInput }) { enrollmentId, code }: ConfirmEnrollmentInput,
    @Context() context: RequestContext,
  ): Promise<typeof ConfirmEnrollmentResult> {
    const session = sessionOf(context);
    if (!session || !isRecognised(context)) return new NotSignedIn();
    if (!isCode(code)) return notOfAuthenticator();
    const origin = originOf(context, 'confirmEnrollment');
    const outcome = await this.commands.execute(new ConfirmEnrollment(session, enrollmentId, code, origin));
    if ('kind' in outcome) return new EnrollmentConfirmed(enrollmentId, outcome.recoveryCodes);
    switch (outcome.code) {
      case 'notSignedIn':
        return new NotSignedIn();
      case 'enrollmentNotFound':
        return new EnrollmentNotFound();
      case 'enrollmentSuperseded':
        return new EnrollmentSuperseded();
      case 'enrollmentExpired':
        return new EnrollmentExpired();
      case 'alreadyConfirmed':
        return new EnrollmentAlreadyConfirmed();
      default:
        return codeRefusal(outcome, this.clock.now());
    }
  }

  @Mutation(() => DisableTwoFactorResult, { description: 'Turns 2FA off.' })
  async disableTwoFactor(
    @Args('input', { type: () => DisableTwoFactorInput }) { password, code }: DisableTwoFactorInput,
    @Context() context: RequestContext,
  ): Promise<typeof DisableTwoFactorResult> {
    const session = sessionOf(context);
    if (!session || !isRecognised(context)) return new NotSignedIn();
    if (!isAnyCode(code)) return new CodeMalformed();
    const { network } = clientOf(context);
    const origin = originOf(context, 'disableTwoFactor');
    const outcome = await this.commands.execute(
      new DisableTwoFactor(session, { password, code, network }, origin),
    );
    if ('kind' in outcome) return new TwoFactorDisabled(session.accountId);
    if (outcome.code === 'notSignedIn') return new NotSignedIn();
    if (outcome.code === 'notOn') return new TwoFactorNotOn();
    return proofRefusal(outcome, this.clock.now());
  }

  @Mutation(() => ResetTwoFactorResult, {
    description: 'Takes 2FA away from who lost the authenticator. For administrators.',
  })
  async resetTwoFactor(
    @Args('input', { type: () => ResetTwoFactorInput }) { accountId, reason: raw }: ResetTwoFactorInput,
    @Context() context: RequestContext,
  ): Promise<typeof ResetTwoFactorResult> {
    if (!isRecognised(context) || !access.resetTwoFactor(context.caller)) return new NotAllowed();
    const reason = reasonIn(raw);
    if (reason === undefined) return new ReasonInvalid();
    const origin = originOf(context, 'resetTwoFactor');
    const outcome = await this.commands.execute(new ResetTwoFactor(accountId, reason, origin));
    if ('kind' in outcome) return new TwoFactorReset(accountId);
    return outcome.code === 'notOn' ? new TwoFactorNotOn() : new AccountNotFound();
  }
}
