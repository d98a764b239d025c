import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { Vault } from '../crypto/vault.js';
import { PasswordAttempts } from './password-attempts.js';
import type { Budget } from './password-budget.policy.js';

/** Seconds after which one registration more may come from a network that used up what may come at once. */
const EVERY_SECONDS = 30;

/**
 * How many registrations one client network may ask for. Each costs a hash, which keeps everybody else waiting,
 * and tells whether a name is taken.
 */
@Injectable()
export class RegistrationBudget {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly vault: Vault,
    private readonly attempts: PasswordAttempts,
  ) {}

  /**
   * Does what a registration takes, unless there were too many. One the service could not look at does not count.
   * @returns when there may be another one, if it was not done
   */
  async spend<T>(network: string, work: () => Promise<T>): Promise<T | { readonly retryAt: Date }> {
    const budgets: readonly Budget[] = [
      {
        key: await this.vault.blindKey('registrations', network),
        burst: this.config.REGISTRATIONS_PER_NETWORK,
        everySeconds: EVERY_SECONDS,
      },
    ];
    const retryAt = await this.attempts.take(budgets, this.clock.now());
    if (retryAt) return { retryAt };
    return work().catch(async (fault: unknown) => {
      await this.attempts.giveBack(budgets).catch(() => undefined);
      throw fault;
    });
  }
}
