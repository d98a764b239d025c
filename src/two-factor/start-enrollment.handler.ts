import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { randomUUIDv7 } from 'node:crypto';
import { account } from '../accounts/account.decider.js';
import { Credentials, type TooManyPasswords } from '../accounts/credentials.js';
import { Config } from '../config/config.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import { newSecret, otpauthUri } from './totp.js';
import type { CodeRefusal } from './code.policy.js';
import { startEnrollment } from './two-factor.decider.js';
import { protectionOf, twoFactor } from './two-factor.state.js';
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
  StartedEnrollment | CodeRefusal | TooManyPasswords | { readonly code: 'passwordRefused' | 'codeRequired' }
> {
  constructor(
    readonly accountId: string,
    readonly password: string,
    /** Needed only while 2FA is on. */
    readonly code: string | null,
    /** The client's: attempts at passwords are counted by it. */
    readonly network: string,
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
  ) {}

  async execute({ accountId, password, code, network, origin }: StartEnrollment) {
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if (checked.kind === 'tooMany') return { code: 'tooManyPasswords' as const, retryAt: checked.retryAt };
    const passwordMatched = checked.kind === 'right';
    const enrollmentId = randomUUIDv7();
    const secret = newSecret();
    const sealedSecret = await this.vault.seal(accountId, `totp-secret/${enrollmentId}`, secret);
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const protection = code === null ? null : protectionOf(state.factor);
      return startEnrollment(state, {
        now,
        lockPolicy: DEFAULT_LOCK_POLICY,
        passwordMatched,
        enrollment: { enrollmentId, sealedSecret },
        lifetimeSeconds: this.config.ENROLLMENT_TTL,
        check: await this.codes.check(accountId, protection, code ?? '', now),
      });
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
