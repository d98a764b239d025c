import { Injectable } from '@nestjs/common';
import { PasswordHashes } from '../crypto/password-hashes.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import { account } from './account.decider.js';
import { isOverlong, normalisePassword } from './password.policy.js';
import { username as name } from './username.decider.js';
import { canonicalUsername, checkUsername } from './username.policy.js';

/** Checks passwords against the log: by name when signing in, by account when an act asks again. */
@Injectable()
export class Credentials {
  constructor(
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly passwordHashes: PasswordHashes,
  ) {}

  /**
   * The account a username and password belong to. Takes as long when there is none.
   */
  async accountOf(rawUsername: string, password: string): Promise<string | undefined> {
    const accountId = await this.holderOf(rawUsername);
    return (await this.passwordMatches(accountId, password)) ? accountId : undefined;
  }

  /** Whether the password is the account's; for no account (`undefined`) it takes as long and is not. */
  async passwordMatches(accountId: string | undefined, password: string): Promise<boolean> {
    if (isOverlong(password)) return false;
    const passwordHash = accountId === undefined ? undefined : await this.passwordHash(accountId);
    return this.passwordHashes.matches(passwordHash, normalisePassword(password));
  }

  private async holderOf(rawUsername: string): Promise<string | undefined> {
    const checked = checkUsername(rawUsername);
    if ('problem' in checked) return undefined;
    const nameId = await this.vault.blindIndex(canonicalUsername(checked.username));
    const { state } = await this.decisions.load(name, nameId);
    return state.status === 'claimed' ? state.accountId : undefined;
  }

  private async passwordHash(accountId: string): Promise<string | undefined> {
    const { state } = await this.decisions.load(account, accountId);
    if (state.status !== 'registered') return undefined;
    return this.vault.open(accountId, 'password-hash', state.sealedPasswordHash);
  }
}
