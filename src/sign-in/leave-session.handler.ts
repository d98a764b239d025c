import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hashToken, isToken } from '../crypto/token.js';
import { Sessions } from './sessions.js';

/** Ends the session a token belongs to, if any: whoever it was of, it is left behind for another one. */
export class LeaveSession extends Command<undefined> {
  constructor(readonly token: string) {
    super();
  }
}

@CommandHandler(LeaveSession)
export class LeaveSessionHandler implements ICommandHandler<LeaveSession> {
  constructor(private readonly sessions: Sessions) {}

  async execute({ token }: LeaveSession): Promise<undefined> {
    if (!isToken('session', token)) return;
    const session = await this.sessions.find(hashToken(token));
    if (session) await this.sessions.end(session.id);
  }
}
