import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Challenges } from './challenges.js';
import { Sessions } from './sessions.js';

const EVERY_MS = 10 * 60_000;

/** Expired challenges stay this long, so that who answers one late finds it in the history. */
const KEPT_AFTER_EXPIRY_MS = 60 * 60_000;

/** Forgets challenges and sessions that expired a while ago. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Sweeper.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweep().catch((fault: unknown) => {
        this.logger.warn('Expired sessions could not be swept', fault);
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_AFTER_EXPIRY_MS);
    await Promise.all([this.challenges.sweep(before), this.sessions.sweep(before)]);
  }
}
