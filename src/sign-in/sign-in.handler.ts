import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Credentials } from '../accounts/credentials.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { hashToken, newToken } from '../crypto/token.js';
import { Decisions } from '../event-store/decisions.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { Challenges } from './challenges.js';
import { SessionIssuer, type NewSession } from './session-issuer.js';
import { Sessions } from './sessions.js';

export type SignInOutcome =
  | ({ readonly kind: 'signedIn' } & NewSession)
  | { readonly kind: 'challenged'; readonly token: string; readonly expiresAt: Date }
  | { readonly kind: 'refused' };

export class SignIn extends Command<SignInOutcome> {
  constructor(
    readonly username: string,
    readonly password: string,
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
    private readonly decisions: Decisions,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
    private readonly issuer: SessionIssuer,
  ) {}

  async execute({ username, password }: SignIn): Promise<SignInOutcome> {
    const accountId = await this.credentials.accountOf(username, password);
    if (accountId === undefined) return { kind: 'refused' };
    const enrollmentId = await this.protectedBy(accountId);
    if (enrollmentId !== null) return this.challenge(accountId, enrollmentId);

    const earned = this.issuer.issue(accountId, ['pwd']);
    await this.sessions.add(earned.session);
    // 2FA may have been turned on meanwhile, and the other sessions ended before this one was there.
    const turnedOn = await this.protectedBy(accountId);
    if (turnedOn === null) return { kind: 'signedIn', ...earned };
    await this.sessions.end(earned.session.id);
    return this.challenge(accountId, turnedOn);
  }

  /** The enrollment that protects the account, if 2FA is on. */
  private async protectedBy(accountId: string): Promise<string | null> {
    const { state } = await this.decisions.load(twoFactor, accountId);
    return state.factor.status === 'on' ? state.factor.enrollmentId : null;
  }

  private async challenge(accountId: string, enrollmentId: string): Promise<SignInOutcome> {
    const token = newToken('challenge');
    const expiresAt = new Date(this.clock.now().getTime() + this.config.CHALLENGE_TTL * 1_000);
    await this.challenges.add({ tokenHash: hashToken(token), accountId, enrollmentId, expiresAt });
    return { kind: 'challenged', token, expiresAt };
  }
}
