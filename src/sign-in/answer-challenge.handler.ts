import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Client } from '../access/client.js';
import { AccountNetworks } from '../accounts/account-networks.js';
import { Config } from '../config/config.js';
import { hashToken, isToken } from '../crypto/token.js';
import { refused } from '../event-store/decider.js';
import { Decisions } from '../event-store/decisions.js';
import { NO_STREAM } from '../event-store/event-store.js';
import type { Origin } from '../event-store/event-metadata.js';
import { isRunning } from '../running-time.js';
import { Codes } from '../two-factor/codes.js';
import { DEFAULT_LOCK_POLICY } from '../two-factor/lock.policy.js';
import type { CodeRefusal } from '../two-factor/code.policy.js';
import { answerChallenge, challengeLateness } from '../two-factor/two-factor.decider.js';
import type { TwoFactorEvent } from '../two-factor/two-factor.events.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { Challenges, type Challenge } from './challenges.js';
import { SessionIssuer, type NewSession } from './session-issuer.js';
import { Sessions, type AuthenticationMethod } from './sessions.js';
import { Standings, type Ends } from './standings.js';

export class AnswerChallenge extends Command<({ readonly kind: 'signedIn' } & NewSession) | CodeRefusal> {
  constructor(
    readonly challengeToken: string,
    readonly code: string,
    readonly client: Client,
    readonly origin: Omit<Origin, 'actor'>,
  ) {
    super();
  }
}

const REFUSED: CodeRefusal = { code: 'codeRefused', lockedUntil: null };

/** The second step of signing in: a challenge and a code earn a session. */
@CommandHandler(AnswerChallenge)
export class AnswerChallengeHandler implements ICommandHandler<AnswerChallenge> {
  constructor(
    private readonly config: Config,
    private readonly challenges: Challenges,
    private readonly decisions: Decisions,
    private readonly codes: Codes,
    private readonly standings: Standings,
    private readonly issuer: SessionIssuer,
    private readonly sessions: Sessions,
    private readonly networks: AccountNetworks,
  ) {}

  async execute({ challengeToken, code, client, origin: request }: AnswerChallenge) {
    if (!isToken('challenge', challengeToken)) return REFUSED;
    const challenge = await this.challenges.find(hashToken(challengeToken));
    if (!challenge) return REFUSED;

    const { accountId, tokenHash } = challenge;
    const actor = { kind: 'person', accountId, sessionId: null } as const;
    const { decision, ends } = await this.judge(challenge, code, { actor, ...request });
    if (decision.kind === 'refused') return decision.reason;
    const earned = await this.issuer.issue(accountId, ['pwd', methodOf(decision.events)], client);
    const { session } = earned;
    if (!(await this.sessions.addForChallenge(session, tokenHash))) return REFUSED;
    if (await this.isOvertaken(challenge, ends)) {
      await this.sessions.end(session.id);
      return REFUSED;
    }
    const sessionActor = { ...actor, sessionId: session.id };
    await this.networks.signedInFrom(accountId, client, { actor: sessionActor, ...request });
    return { kind: 'signedIn' as const, ...earned };
  }

  /** What the code is worth to the challenge, and where the streams ended that it was judged by. */
  private async judge(challenge: Challenge, code: string, origin: Origin) {
    const { accountId, enrollmentId, passwordVersion, expiresAt, tokenHash } = challenge;
    let isTaken = false;
    let accountRevision = NO_STREAM;
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const challengeExpired = !isRunning(expiresAt, now, this.config.CHALLENGE_TTL);
      // Also when the account was erased, and nothing can be opened that a code could be checked with.
      const password = await this.standings.ofPassword(accountId);
      const passwordChanged = password.passwordVersion !== passwordVersion;
      ({ accountRevision } = password);
      const late = challengeLateness(state, { enrollmentId, challengeExpired, passwordChanged });
      // Of many late answers at once only the one that took it away goes on record.
      if (late && !(isTaken ||= await this.challenges.remove(tokenHash))) return refused(REFUSED);
      // No work is spent on what answers a challenge that is good for nothing any more.
      const check = late ? null : await this.codes.check(accountId, state, code, now);
      const facts = { now, enrollmentId, challengeExpired, passwordChanged, check };
      return answerChallenge(state, { ...facts, lockPolicy: DEFAULT_LOCK_POLICY });
    });
    return { decision, ends: { accountRevision, twoFactorRevision: decision.revision } };
  }

  /**
   * Whether something that ends sessions came between the code and the session, which was not
   * there yet: another authenticator, or another password. Turning 2FA off ends none.
   */
  private async isOvertaken(
    { accountId, enrollmentId, passwordVersion }: Challenge,
    since: Ends,
  ): Promise<boolean> {
    if (await this.standings.areUnchanged(accountId, since)) return false;
    const now = await this.standings.of(accountId);
    const moved = now.enrollmentId !== null && now.enrollmentId !== enrollmentId;
    return moved || now.passwordVersion !== passwordVersion;
  }
}

function methodOf(events: readonly TwoFactorEvent[]): AuthenticationMethod {
  return events.some(({ type }) => type === 'TwoFactorRecoveryCodeUsed') ? 'recovery' : 'otp';
}
