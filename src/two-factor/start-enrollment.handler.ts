import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { randomUUIDv7 } from 'node:crypto';
import { account } from '../accounts/account.state.js';
import { Credentials } from '../accounts/credentials.js';
import { Config } from '../config/config.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Sessions, type AskingSession } from '../sign-in/sessions.js';
import { whileSignedIn, type SignedOut } from '../sign-in/while-signed-in.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import type { Proof, ProofRefusal } from './full-proof.js';
import { newSecret, otpauthUri } from './totp.js';
import { startEnrollment } from './two-factor.decider.js';
import { twoFactor } from './two-factor.state.js';
import type { TwoFactorEvent } from './two-factor.events.js';

export interface StartedEnrollment {
  readonly kind: 'started';
  readonly enrollmentId: string;
  readonly otpauthUri: string;
  /** Base32, for typing by hand. */
  readonly secret: string;
  readonly expiresAt: Date;
}

export class StartEnrollment extends Command<
  StartedEnrollment | ProofRefusal | SignedOut | { readonly code: 'codeRequired' }
> {
  constructor(
    readonly session: AskingSession,
    readonly proof: Proof,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(StartEnrollment)
export class StartEnrollmentHandler implements ICommandHandler<StartEnrollment> {
  constructor(
    private readonly config: Config,
    private readonly credentials: Credentials,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly codes: Codes,
    private readonly sessions: Sessions,
  ) {}

  async execute({ session, proof, origin }: StartEnrollment) {
    const { accountId } = session;
    const { password, code, network } = proof;
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if ('code' in checked) return checked;
    const passwordMatched = checked.kind === 'right';
    const enrollmentId = randomUUIDv7();
    const secret = newSecret();
    const sealedSecret = await this.vault.seal(accountId, `totp-secret/${enrollmentId}`, secret);
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const isLookedAt = passwordMatched && code !== null;
      const judged = startEnrollment(state, {
        now,
        lockPolicy: DEFAULT_LOCK_POLICY,
        passwordMatched,
        enrollment: { enrollmentId, sealedSecret },
        lifetimeSeconds: this.config.ENROLLMENT_TTL,
        check: isLookedAt ? await this.codes.check(accountId, state, code, now) : null,
      });
      return whileSignedIn(this.sessions, session, judged);
    });
    if (decision.kind === 'refused') return decision.reason;
    return {
      kind: 'started' as const,
      enrollmentId,
      secret,
      otpauthUri: otpauthUri(secret, this.config.ISSUER, await this.usernameOf(accountId)),
      expiresAt: expiryOf(decision.events),
    };
  }

  private async usernameOf(accountId: string): Promise<string> {
    const { state } = await this.decisions.load(account, accountId);
    return state.status === 'registered' ? this.vault.open(accountId, 'username', state.sealedUsername) : '';
  }
}

function expiryOf(events: readonly TwoFactorEvent[]): Date {
  const started = events.find((event) => event.type === 'TwoFactorEnrollmentStarted');
  if (!started) throw new TypeError('An enrollment that was accepted was started');
  return new Date(started.data.expiresAt);
}
