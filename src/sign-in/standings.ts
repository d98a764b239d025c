import { Injectable } from '@nestjs/common';
import { account } from '../accounts/account.state.js';
import { Decisions } from '../event-store/decisions.js';
import { protectionOf, twoFactor } from '../two-factor/two-factor.state.js';

/** Which password of an account is the one now. */
export interface PasswordStanding {
  /** `null` when there is no such account. */
  readonly passwordVersion: number | null;
  /** Where the account's stream ended when it was read. */
  readonly accountRevision: number;
}

/** What it takes to sign in to an account. */
export interface Standing extends PasswordStanding {
  /** The enrollment that protects it; `null` while 2FA is off. */
  readonly enrollmentId: string | null;
}

/** Where the streams of an account ended when something was read from them. */
export type Ends = Pick<PasswordStanding, 'accountRevision'> & { readonly twoFactorRevision: number };

/** Reads from the log what it takes to sign in now. What was earned before a change shows by comparing. */
@Injectable()
export class Standings {
  constructor(private readonly decisions: Decisions) {}

  async of(accountId: string): Promise<Standing> {
    const { state } = await this.decisions.load(twoFactor, accountId);
    const enrollmentId = protectionOf(state.factor)?.enrollmentId ?? null;
    return { ...(await this.ofPassword(accountId)), enrollmentId };
  }

  async ofPassword(accountId: string): Promise<PasswordStanding> {
    const { state, revision } = await this.decisions.load(account, accountId);
    const passwordVersion = state.status === 'registered' ? state.passwordVersion : null;
    return { passwordVersion, accountRevision: revision };
  }

  /** Whether nothing happened to an account since its streams ended there: cheaper than to read them again. */
  async areUnchanged(accountId: string, { accountRevision, twoFactorRevision }: Ends): Promise<boolean> {
    return (
      (await this.decisions.endsAt(twoFactor, accountId, twoFactorRevision)) &&
      (await this.decisions.endsAt(account, accountId, accountRevision))
    );
  }
}
