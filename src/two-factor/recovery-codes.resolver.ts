import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Clock } from '../clock.js';
import {
  clientOf,
  isRecognised,
  originOf,
  sessionOf,
  type RequestContext,
} from '../graphql/request-context.js';
import { notOfAuthenticator } from './code.types.js';
import { proofRefusal } from './proof-refusal.js';
import {
  RecoveryCodesRegenerated,
  RegenerateRecoveryCodesInput,
  RegenerateRecoveryCodesResult,
} from './recovery-codes.types.js';
import { RegenerateRecoveryCodes } from './regenerate-recovery-codes.handler.js';
import { isCode } from './totp.js';
import { NotSignedIn, TwoFactorNotOn } from './two-factor.types.js';

@Resolver()
export class RecoveryCodesResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  @Mutation(() => RegenerateRecoveryCodesResult, {
    description: 'Makes new recovery codes in the place of those there are.',
  })
  async regenerateRecoveryCodes(
    @Args('input', { type: () => RegenerateRecoveryCodesInput })
    { password, code }: RegenerateRecoveryCodesInput,
    @Context() context: RequestContext,
  ): Promise<typeof RegenerateRecoveryCodesResult> {
    const session = sessionOf(context);
    if (!session || !isRecognised(context)) return new NotSignedIn();
    if (!isCode(code)) return notOfAuthenticator();
    const { network } = clientOf(context);
    const origin = originOf(context, 'regenerateRecoveryCodes');
    const outcome = await this.commands.execute(
      new RegenerateRecoveryCodes(session, { password, code, network }, origin),
    );
    if ('kind' in outcome) return new RecoveryCodesRegenerated(outcome.recoveryCodes);
    if (outcome.code === 'notSignedIn') return new NotSignedIn();
    if (outcome.code === 'notOn') return new TwoFactorNotOn();
    return proofRefusal(outcome, this.clock.now());
  }
}
