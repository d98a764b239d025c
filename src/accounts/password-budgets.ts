import { Injectable } from '@nestjs/common';
import { Vault } from '../crypto/vault.js';
import { AccountNetworks } from './account-networks.js';
import {
  PER_ACCOUNT_AND_NETWORK,
  PER_ACCOUNT_FROM_ELSEWHERE,
  PER_NETWORK,
  type Budget,
  type Rate,
} from './password-budget.policy.js';

/** What an attempt at a password is taken from. */
export interface AttemptBudgets {
  /** Of the account, from this network. */
  readonly own: Budget;
  /** Of the network, whatever the account; and of the account, whatever the network. */
  readonly shared: readonly Budget[];
  /** Whether the account is used from there: a right password then gets in although what is shared is used up. */
  readonly isKnown: boolean;
}

/** Finds the budgets an attempt at a password is taken from. */
@Injectable()
export class PasswordBudgets {
  constructor(
    private readonly vault: Vault,
    private readonly networks: AccountNetworks,
  ) {}

  /**
   * From a network the account signs in from, only what is tried at it from there keeps a right password out;
   * so strangers elsewhere, and who tries other accounts next door, cannot keep the owner out.
   * @param subject the account, or what stands in for one that is not there
   */
  async of(subject: string, network: string): Promise<AttemptBudgets> {
    return {
      own: await this.budget(PER_ACCOUNT_AND_NETWORK, subject, network),
      shared: [
        await this.budget(PER_NETWORK, '', network),
        await this.budget(PER_ACCOUNT_FROM_ELSEWHERE, subject, ''),
      ],
      isKnown: await this.networks.isKnown(subject, network),
    };
  }

  private async budget(rate: Rate, subject: string, network: string): Promise<Budget> {
    return { ...rate, key: await this.vault.blindKey('password-attempts', subject, network) };
  }
}
