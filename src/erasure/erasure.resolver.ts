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
import { CodeMalformed } from '../two-factor/code.types.js';
import { proofRefusal } from '../two-factor/proof-refusal.js';
import { isAnyCode } from '../two-factor/recovery-code.js';
import { AccountNotFound, CodeRequired, NotAllowed, NotSignedIn } from '../two-factor/two-factor.types.js';
import { EraseAccount } from './erase-account.handler.js';
import { EraseOwnAccount } from './erase-own-account.handler.js';
import {
  AccountErased,
  EraseAccountInput,
  EraseAccountResult,
  EraseOwnAccountInput,
  EraseOwnAccountResult,
} from './erasure.types.js';

@Resolver()
export class ErasureResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  @Mutation(() => EraseOwnAccountResult, {
    description: "Erases the caller's own account, for good. Every session and challenge ends.",
  })
  async eraseOwnAccount(
    @Args('input', { type: () => EraseOwnAccountInput }) { password, code = null }: EraseOwnAccountInput,
    @Context() context: RequestContext,
  ): Promise<typeof EraseOwnAccountResult> {
    const session = sessionOf(context);
    if (!session || !isRecognised(context)) return new NotSignedIn();
    if (code !== null && !isAnyCode(code)) return new CodeMalformed();
    const { accountId } = session;
    const { network } = clientOf(context);
    const origin = originOf(context, 'eraseOwnAccount');
    const outcome = await this.commands.execute(
      new EraseOwnAccount(session, { password, code, network }, origin),
    );
    if ('kind' in outcome) {
      context.setSessionCookie?.(null, new Date(0));
      return new AccountErased(accountId);
    }
    if (outcome.code === 'notSignedIn') return new NotSignedIn();
    if (outcome.code === 'codeRequired') return new CodeRequired();
    return proofRefusal(outcome, this.clock.now());
  }

  @Mutation(() => EraseAccountResult, {
    description: 'Erases an account, for good. For administrators.',
  })
  async eraseAccount(
    @Args('input', { type: () => EraseAccountInput }) { accountId }: EraseAccountInput,
    @Context() context: RequestContext,
  ): Promise<typeof EraseAccountResult> {
    if (!isRecognised(context) || !access.eraseAccount(context.caller)) return new NotAllowed();
    const origin = originOf(context, 'eraseAccount');
    const outcome = await this.commands.execute(new EraseAccount(accountId, origin));
    return 'kind' in outcome ? new AccountErased(accountId) : new AccountNotFound();
  }
}
