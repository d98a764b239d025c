import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sessions } from './sessions.js';

/** Ends one of the sessions of an account; false when it has no such session. */
export class EndSession extends Command<boolean> {
  constructor(
    readonly accountId: string,
    readonly sessionId: string,
  ) {
    super();
  }
}

@CommandHandler(EndSession)
export class EndSessionHandler implements ICommandHandler<EndSession> {
  constructor(private readonly sessions: Sessions) {}

  execute({ accountId, sessionId }: EndSession): Promise<boolean> {
    return this.sessions.endOwn(accountId, sessionId);
  }
}
