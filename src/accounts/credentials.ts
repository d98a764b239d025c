import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { PasswordHashes } from '../crypto/password-hashes.js';
import { SealBroken } from '../crypto/sealing.js';
import { AccountKeyMissing, Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import { Turns } from '../event-store/turns.js';
import { note } from '../logging/security-notes.js';
import { account } from './account.decider.js';
import { PasswordAttempts } from './password-attempts.js';
import { PasswordBudgets } from './password-budgets.js';
import { isOverlong, normalisePassword } from './password.policy.js';
import { username as name } from './username.decider.js';
import { canonicalUsername, checkUsername } from './username.policy.js';

/** What checking a password came to. */
export type PasswordCheck =
  | {
      readonly kind: 'right';
      readonly accountId: string;
      /** Which password of the account it is: what it earns is void once there is a newer one. */
      readonly passwordVersion: number;
    }
  | { readonly kind: 'wrong' }
  /** Too many attempts were wrong: this one was not looked at. */
  | { readonly kind: 'tooMany'; readonly retryAt: Date };

/** How acts that ask for the password refuse without looking at it. */
export interface TooManyPasswords {
  readonly code: 'tooManyPasswords';
  readonly retryAt: Date;
}

/** Stands in for an account where there is none, so that the same is done. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** Checks passwords against the log: by name when signing in, by account when an act asks again. */
@Injectable()
export class Credentials {
  private readonly turns = new Turns();

  constructor(
    private readonly clock: Clock,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly passwordHashes: PasswordHashes,
    private readonly budgets: PasswordBudgets,
    private readonly attempts: PasswordAttempts,
  ) {}

  /** Checks the password of who has a name. For a name nobody has, the same is done and told as for a wrong one. */
  async checkByName(rawUsername: string, password: string, network: string): Promise<PasswordCheck> {
    const checked = checkUsername(rawUsername);
    const nameId = await this.vault.blindIndex(
      'problem' in checked ? rawUsername : canonicalUsername(checked.username),
    );
    const { state } = await this.decisions.load(name, nameId);
    const accountId = state.status === 'claimed' ? state.accountId : undefined;
    return this.check(accountId ?? nameId, accountId, password, network);
  }

  /** Checks the password of who is signed in already. */
  checkByAccount(accountId: string, password: string, network: string): Promise<PasswordCheck> {
    return this.check(accountId, accountId, password, network);
  }

  private async check(
    subject: string,
    accountId: string | undefined,
    password: string,
    network: string,
  ): Promise<PasswordCheck> {
    note(accountId === undefined ? { accountId, nameIndex: subject } : { accountId });
    const budgets = await this.budgets.of(subject, network);
    // One at a time: right passwords that come at once give their attempts back before they run out.
    return this.turns.take(budgets[0].key, async () => {
      const retryAt = await this.attempts.take(budgets, this.clock.now());
      if (retryAt) {
        note({ password: 'overLimit' });
        return { kind: 'tooMany', retryAt };
      }
      const passwordVersion = await this.versionOf(accountId, password).catch(async (fault: unknown) => {
        // Nothing was learnt of the password. That it cannot be given back is no other fault.
        await this.attempts.giveBack(budgets).catch(() => undefined);
        throw fault;
      });
      const isRight = accountId !== undefined && passwordVersion !== undefined;
      note({ password: isRight ? 'right' : 'wrong' });
      if (!isRight) return { kind: 'wrong' };
      await this.attempts.giveBack(budgets);
      return { kind: 'right', accountId, passwordVersion };
    });
  }

  /** Which password of the account this is, if it is the one now; takes as long for no account. */
  private async versionOf(accountId: string | undefined, password: string): Promise<number | undefined> {
    if (isOverlong(password)) return undefined;
    const { state } = await this.decisions.load(account, accountId ?? NOBODY);
    const isRegistered = state.status === 'registered';
    const sealed = isRegistered ? state.sealedPasswordHash : '';
    const passwordHash = await this.openHash(accountId ?? NOBODY, sealed);
    const right = await this.passwordHashes.matches(passwordHash, normalisePassword(password));
    return right && isRegistered ? state.passwordVersion : undefined;
  }

  private async isErased(accountId: string): Promise<boolean> {
    const { state } = await this.decisions.load(account, accountId);
    return state.status === 'erased';
  }

  /** The hash; where there is none, its key has been looked for all the same. */
  private async openHash(accountId: string, sealed: string): Promise<string | undefined> {
    try {
      return await this.vault.open(accountId, 'password-hash', sealed);
    } catch (fault) {
      const isNothing = fault instanceof AccountKeyMissing || fault instanceof SealBroken;
      if (sealed === '' && isNothing) return undefined;
      // Erased since its state was read: there is no such account any more.
      if (fault instanceof AccountKeyMissing && (await this.isErased(accountId))) return undefined;
      throw fault;
    }
  }
}
