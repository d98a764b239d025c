import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { account } from '../accounts/account.state.js';
import { Clock } from '../clock.js';
import { AccountKeyMissing, Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import { Notifier } from './notifier.js';
import { isOfTheStore } from './outbox-filler.js';
import { Outbox, type Waiting } from './outbox.js';
import { pauseAfter } from './retry.policy.js';

const LOOK_EVERY_MS = 500;

/** Notifications under way together. */
const AT_ONCE = 10;

/**
 * Sends what is in the outbox, and takes out what arrived. One that does not arrive is tried
 * again, at ever longer intervals, and given up in the end with an alarm; the others go on.
 */
@Injectable()
export class Courier {
  private readonly logger = new Logger(Courier.name);

  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly notifier: Notifier,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
  ) {}

  /** Ends when `signal` aborts; what is being sent then is waited for. */
  async deliver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const due = await this.outbox.due(this.clock.now(), AT_ONCE);
      await Promise.all(due.map((waiting) => this.send(waiting)));
      if (due.length < AT_ONCE) await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async send({ notification, attempts }: Waiting): Promise<void> {
    try {
      const username = await this.usernameOf(notification.accountId);
      if (username !== undefined) await this.notifier.send({ ...notification, username }, this.clock.now());
    } catch (fault) {
      if (isOfTheStore(fault)) throw fault;
      await this.failed(notification.id, attempts + 1, fault);
      return;
    }
    await this.outbox.delivered(notification.id);
  }

  /** `undefined` for an account that was forgotten: there is nobody to tell. */
  private async usernameOf(accountId: string): Promise<string | undefined> {
    const { state } = await this.decisions.load(account, accountId);
    if (state.status !== 'registered') return undefined;
    try {
      return await this.vault.open(accountId, 'username', state.sealedUsername);
    } catch (fault) {
      if (fault instanceof AccountKeyMissing) return undefined;
      throw fault;
    }
  }

  private async failed(id: string, attempts: number, fault: unknown): Promise<void> {
    const error = fault instanceof Error ? fault.message : String(fault);
    const pause = pauseAfter(attempts, Math.random());
    if (pause === null) {
      this.logger.error(`ALARM: notification ${id} is given up after ${String(attempts)} attempts: ${error}`);
      await this.outbox.park({ id, error });
      return;
    }
    this.logger.warn(`Notification ${id} did not arrive (attempt ${String(attempts)}): ${error}`);
    await this.outbox.postpone(id, new Date(this.clock.now().getTime() + pause * 1_000));
  }
}
