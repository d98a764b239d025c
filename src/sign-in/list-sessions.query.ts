import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { Vault } from '../crypto/vault.js';
import { openClient, type SessionClient } from './session-client.js';
import { isAlive } from './session.policy.js';
import { Sessions, type Session } from './sessions.js';

/** More than anybody looks through. */
const MOST = 100;

export interface ListedSession {
  readonly session: Session;
  readonly client: SessionClient | null;
}

/** The sessions an account is signed in by, last used first. */
export class ListSessions extends Query<readonly ListedSession[]> {
  constructor(readonly accountId: string) {
    super();
  }
}

@QueryHandler(ListSessions)
export class ListSessionsHandler implements IQueryHandler<ListSessions> {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly sessions: Sessions,
    private readonly vault: Vault,
  ) {}

  async execute({ accountId }: ListSessions): Promise<readonly ListedSession[]> {
    const now = this.clock.now();
    const idleSince = new Date(now.getTime() - this.config.SESSION_IDLE * 1_000);
    const found = await this.sessions.ofAccount(accountId, { now, idleSince, limit: MOST });
    const alive = found.filter((session) => isAlive(session, now, this.config));
    return Promise.all(
      alive.map(async (session) => ({ session, client: await openClient(this.vault, session) })),
    );
  }
}
