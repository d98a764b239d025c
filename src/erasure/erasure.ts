import { Injectable } from '@nestjs/common';
import { erase } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Sessions } from '../sign-in/sessions.js';

/**
 * Forgets accounts. The event goes first: from then on nobody gets in, on any replica, and the
 * name is free. A crash behind it leaves a key that {@link finish} destroys later.
 */
@Injectable()
export class Erasure {
  constructor(
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly sessions: Sessions,
  ) {}

  /**
   * @param passwordVersion which password its owner proved, or `null` for an administrator
   * @returns why not; `undefined` when it is done
   */
  async erase(
    accountId: string,
    passwordVersion: number | null,
    origin: Origin,
  ): Promise<'accountNotFound' | 'passwordRefused' | undefined> {
    const decision = await this.decisions.decide(account, accountId, origin, async (state) => {
      const judged = erase(state, { passwordVersion });
      // First, so that a crash leaves none of an account that is no more.
      if (judged.kind === 'accepted') await this.sessions.endOthers(accountId, null);
      return judged;
    });
    if (decision.kind === 'refused') return decision.reason;
    await this.finish(accountId);
    return undefined;
  }

  /** Does what the event of an erasure demands, as far as the log has one: a row alone destroys nothing. */
  async finish(accountId: string): Promise<void> {
    const { state } = await this.decisions.load(account, accountId);
    if (state.status !== 'erased') return;
    await this.sessions.endOthers(accountId, null);
    await this.vault.destroyAccountKey(accountId);
  }

  /** @returns false when a copy of a key that was destroyed may be left, and is to be destroyed later */
  finishKeys(): Promise<boolean> {
    return this.vault.destroyCopies();
  }
}
