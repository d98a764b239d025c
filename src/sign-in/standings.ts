import { Injectable } from '@nestjs/common';
import { account } from '../accounts/account.decider.js';
import { Decisions } from '../event-store/decisions.js';
import { protectionOf, twoFactor } from '../two-factor/two-factor.state.js';

/** What it takes to sign in to an account. */
export interface Standing {
  /** Which password of the account is the one now; `null` when there is no such account. */
  readonly passwordVersion: number | null;
  /** The enrollment that protects it; `null` while 2FA is off. */
  readonly enrollmentId: string | null;
}

/** Reads from the log what it takes to sign in now. What was earned before a change shows by comparing. */
@Injectable()
export class Standings {
  constructor(private readonly decisions: Decisions) {}

  async of(accountId: string): Promise<Standing> {
    const { state } = await this.decisions.load(twoFactor, accountId);
    const enrollmentId = protectionOf(state.factor)?.enrollmentId ?? null;
    return { passwordVersion: await this.passwordVersion(accountId), enrollmentId };
  }

  async passwordVersion(accountId: string): Promise<number | null> {
    const { state } = await this.decisions.load(account, accountId);
    return state.status === 'registered' ? state.passwordVersion : null;
  }
}
