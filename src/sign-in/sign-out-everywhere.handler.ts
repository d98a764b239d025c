import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sessions } from './sessions.js';

export class SignOutEverywhere extends Command<undefined> {
  constructor(readonly accountId: string) {
    super();
  }
}

@CommandHandler(SignOutEverywhere)
export class SignOutEverywhereHandler implements ICommandHandler<SignOutEverywhere> {
  constructor(private readonly sessions: Sessions) {}

  async execute({ accountId }: SignOutEverywhere): Promise<undefined> {
    await this.sessions.endOthers(accountId, null);
  }
}
