import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hashToken, isToken } from '../crypto/token.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Codes } from '../two-factor/codes.js';
import { DEFAULT_LOCK_POLICY } from '../two-factor/lock.policy.js';
import { answerChallenge, type CodeRefusal } from '../two-factor/two-factor.decider.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import type { TwoFactorEvent } from '../two-factor/two-factor.events.js';
import { Challenges } from './challenges.js';
import { SessionIssuer, type NewSession } from './session-issuer.js';
import { Sessions } from './sessions.js';

export class AnswerChallenge extends Command<({ readonly kind: 'signedIn' } & NewSession) | CodeRefusal> {
  constructor(
    readonly challengeToken: string,
    readonly code: string,
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
    private readonly challenges: Challenges,
    private readonly decisions: Decisions,
    private readonly codes: Codes,
    private readonly issuer: SessionIssuer,
    private readonly sessions: Sessions,
  ) {}

  async execute({ challengeToken, code, origin: { operation, ...request } }: AnswerChallenge) {
    if (!isToken('challenge', challengeToken)) return REFUSED;
    const challenge = await this.challenges.find(hashToken(challengeToken));
    if (!challenge) return REFUSED;

    const { accountId, enrollmentId, expiresAt, tokenHash } = challenge;
    const actor = { kind: 'person', accountId, sessionId: null } as const;
    const origin: Origin = { actor, operation, ...request };
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const protection = state.factor.status === 'on' ? state.factor : null;
      const check = await this.codes.check(accountId, protection, code, now);
      const challengeExpired = now >= expiresAt;
      return answerChallenge(state, {
        now,
        lockPolicy: DEFAULT_LOCK_POLICY,
        enrollmentId,
        challengeExpired,
        check,
      });
    });
    if (decision.kind === 'refused') {
      if (decision.events.some(endsChallenge)) await this.challenges.remove(tokenHash);
      return decision.reason;
    }
    const earned = this.issuer.issue(accountId, ['pwd', 'otp']);
    const exchanged = await this.sessions.addForChallenge(earned.session, tokenHash);
    return exchanged ? { kind: 'signedIn' as const, ...earned } : REFUSED;
  }
}

function endsChallenge({ type, data }: TwoFactorEvent): boolean {
  return (
    type === 'TwoFactorCodeRejected' &&
    (data.reason === 'challengeExpired' || data.reason === 'challengeVoid')
  );
}
