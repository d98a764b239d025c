import { Injectable } from '@nestjs/common';
import type { Client } from '../access/client.js';
import { Clock } from '../clock.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { Turns } from '../event-store/turns.js';
import { signInFromNewNetwork } from './account.decider.js';
import { account } from './account.state.js';
import { KnownNetworks } from './known-networks.js';
import { KNOWN_FOR_DAYS } from './password-budget.policy.js';

const DAY_MS = 86_400_000;
/** Who signs in every day is seen once a week, or every sign-in would wait for one more write. */
const SEEN_ANEW_AFTER_DAYS = 7;

/** Knows which networks accounts are used from, and tells the log of new ones. */
@Injectable()
export class AccountNetworks {
  private readonly turns = new Turns();

  constructor(
    private readonly clock: Clock,
    private readonly vault: Vault,
    private readonly decisions: Decisions,
    private readonly known: KnownNetworks,
  ) {}

  /** Whether the account was made or signed in to from there, not too long ago. */
  async isKnown(accountId: string, network: string): Promise<boolean> {
    return (await this.daysSinceLastSeen(await this.keyOf(accountId, network))) < KNOWN_FOR_DAYS;
  }

  /** An account was made: where from is the first network it has. */
  async madeFrom(accountId: string, { network }: Client): Promise<void> {
    await this.known.remember(await this.keyOf(accountId, network), this.clock.now());
  }

  /**
   * A sign-in was completed. A new network is put into the log first and remembered then:
   * after a crash in between it is told once more, and never not at all.
   */
  async signedInFrom(accountId: string, { network, address }: Client, origin: Origin): Promise<void> {
    const key = await this.keyOf(accountId, network);
    await this.turns.take(key, async () => {
      const days = await this.daysSinceLastSeen(key);
      if (days < SEEN_ANEW_AFTER_DAYS) return;
      if (days >= KNOWN_FOR_DAYS) {
        const sealedAddress = await this.vault.seal(accountId, 'network-address', address);
        await this.decisions.decide(account, accountId, origin, (state) =>
          signInFromNewNetwork(state, { sealedAddress }),
        );
      }
      await this.known.remember(key, this.clock.now());
    });
  }

  private async daysSinceLastSeen(key: string): Promise<number> {
    const lastSeen = await this.known.lastSeen(key);
    return lastSeen ? (this.clock.now().getTime() - lastSeen.getTime()) / DAY_MS : Infinity;
  }

  private keyOf(accountId: string, network: string): Promise<string> {
    return this.vault.blindKey('known-network', accountId, network);
  }
}
