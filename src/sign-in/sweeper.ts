import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { KnownNetworks } from '../accounts/known-networks.js';
import { PasswordAttempts } from '../accounts/password-attempts.js';
import { KNOWN_FOR_DAYS } from '../accounts/password-budget.policy.js';
import { Clock } from '../clock.js';
import { Challenges } from './challenges.js';
import { Sessions } from './sessions.js';

const EVERY_MS = 10 * 60_000;

/** Expired challenges stay this long, so that who answers one late finds it in the history. */
const KEPT_AFTER_EXPIRY_MS = 60 * 60_000;

const KNOWN_FOR_MS = KNOWN_FOR_DAYS * 24 * 60 * 60_000;

/** Forgets what has expired a while ago: challenges, sessions, attempts at passwords, known networks. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Sweeper.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
    private readonly attempts: PasswordAttempts,
    private readonly networks: KnownNetworks,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweep().catch((fault: unknown) => {
        this.logger.warn('What has expired could not be swept', fault);
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const before = new Date(now - KEPT_AFTER_EXPIRY_MS);
    await Promise.all([
      this.challenges.sweep(before),
      this.sessions.sweep(before),
      this.attempts.sweep(before),
      this.networks.sweep(new Date(now - KNOWN_FOR_MS)),
    ]);
  }
}
