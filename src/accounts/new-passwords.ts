import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { PasswordHashes } from '../crypto/password-hashes.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import { account } from './account.state.js';
import { loadCommonPasswords } from './common-passwords.js';
import { normalisePassword, passwordProblem, type PasswordProblem } from './password.policy.js';

/** What speaks against a password that is chosen, and what is kept of one: when registering, as when changing it. */
@Injectable()
export class NewPasswords {
  private common: Promise<ReadonlySet<string>> | undefined;

  constructor(
    private readonly config: Config,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly passwordHashes: PasswordHashes,
  ) {}

  async problemOf(password: string, username: string): Promise<PasswordProblem | undefined> {
    const { PASSWORD_MIN_LENGTH: minLength, ISSUER } = this.config;
    const common = await (this.common ??= loadCommonPasswords());
    return passwordProblem(password, { minLength, expected: [username, ISSUER], common });
  }

  /** What speaks against another password for an account. */
  async problemOfAnother(password: string, accountId: string): Promise<PasswordProblem | undefined> {
    const { state } = await this.decisions.load(account, accountId);
    const username =
      state.status === 'registered' ? await this.vault.open(accountId, 'username', state.sealedUsername) : '';
    return this.problemOf(password, username);
  }

  /** What is kept of a password: its Argon2id hash, in PHC string format. */
  hash(password: string): Promise<string> {
    return this.passwordHashes.hash(normalisePassword(password));
  }

  /** {@link hash}, sealed for its account. */
  async sealedHash(password: string, accountId: string): Promise<string> {
    return this.vault.seal(accountId, 'password-hash', await this.hash(password));
  }
}
