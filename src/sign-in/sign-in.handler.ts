import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Client } from '../access/client.js';
import { AccountNetworks } from '../accounts/account-networks.js';
import { Credentials, type PasswordCheck } from '../accounts/credentials.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { hashToken, newToken } from '../crypto/token.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Challenges } from './challenges.js';
import { SessionIssuer, type NewSession } from './session-issuer.js';
import { Sessions } from './sessions.js';
import { Standings } from './standings.js';

export type SignInOutcome =
  | ({ readonly kind: 'signedIn' } & NewSession)
  | { readonly kind: 'challenged'; readonly token: string; readonly expiresAt: Date }
  | Exclude<PasswordCheck, { kind: 'right' }>;

type RightPassword = Extract<PasswordCheck, { kind: 'right' }>;

export class SignIn extends Command<SignInOutcome> {
  constructor(
    readonly username: string,
    readonly password: string,
    readonly client: Client,
    readonly origin: Omit<Origin, 'actor'>,
  ) {
    super();
  }
}

/** The first step of signing in. Whether a second is asked for is read from the log. */
@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly credentials: Credentials,
    private readonly standings: Standings,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
    private readonly issuer: SessionIssuer,
    private readonly networks: AccountNetworks,
  ) {}

  async execute({ username, password, client, origin }: SignIn): Promise<SignInOutcome> {
    const checked = await this.credentials.checkByName(username, password, client.network);
    if ('code' in checked || checked.kind === 'wrong') return checked;
    const { accountId, passwordVersion } = checked;
    const { enrollmentId } = await this.standings.of(accountId);
    if (enrollmentId !== null) return this.challenge(checked, enrollmentId);

    const earned = await this.issuer.issue(accountId, ['pwd'], client);
    await this.sessions.add(earned.session);
    // 2FA may have been turned on meanwhile, or the password changed, and the other sessions ended
    // before this one was there.
    const now = await this.standings.of(accountId);
    if (now.passwordVersion === passwordVersion && now.enrollmentId === null) {
      const actor = { kind: 'person', accountId, sessionId: earned.session.id } as const;
      await this.networks.signedInFrom(accountId, client, { actor, ...origin });
      return { kind: 'signedIn', ...earned };
    }
    await this.sessions.end(earned.session.id);
    if (now.passwordVersion !== passwordVersion || now.enrollmentId === null) return { kind: 'wrong' };
    return this.challenge(checked, now.enrollmentId);
  }

  private async challenge(
    { accountId, passwordVersion }: RightPassword,
    enrollmentId: string,
  ): Promise<SignInOutcome> {
    const token = newToken('challenge');
    const expiresAt = new Date(this.clock.now().getTime() + this.config.CHALLENGE_TTL * 1_000);
    const tokenHash = hashToken(token);
    await this.challenges.add({ tokenHash, accountId, enrollmentId, passwordVersion, expiresAt });
    return { kind: 'challenged', token, expiresAt };
  }
}
