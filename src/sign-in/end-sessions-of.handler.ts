import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { endSessions } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Sessions } from './sessions.js';

export class EndSessionsOf extends Command<
  { readonly kind: 'ended' } | { readonly code: 'accountNotFound' }
> {
  constructor(
    readonly accountId: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/**
 * An administrator's: ends every session of an account. It is on record first, so that nobody is signed
 * out without a trace; who was not answered because of a crash in between does it again.
 */
@CommandHandler(EndSessionsOf)
export class EndSessionsOfHandler implements ICommandHandler<EndSessionsOf> {
  constructor(
    private readonly decisions: Decisions,
    private readonly sessions: Sessions,
  ) {}

  async execute({ accountId, origin }: EndSessionsOf) {
    const decision = await this.decisions.decide(account, accountId, origin, endSessions);
    if (decision.kind === 'refused') return { code: decision.reason };
    await this.sessions.endOthers(accountId, null);
    return { kind: 'ended' as const };
  }
}
