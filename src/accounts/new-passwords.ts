import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { loadCommonPasswords } from './common-passwords.js';
import { passwordProblem, type PasswordProblem } from './password.policy.js';

/** Says what speaks against a password that is chosen: when registering, as when changing it. */
@Injectable()
export class NewPasswords {
  private common: Promise<ReadonlySet<string>> | undefined;

  constructor(private readonly config: Config) {}

  async problemOf(password: string, username: string): Promise<PasswordProblem | undefined> {
    const { PASSWORD_MIN_LENGTH: minLength, ISSUER } = this.config;
    const common = await (this.common ??= loadCommonPasswords());
    return passwordProblem(password, { minLength, expected: [username, ISSUER], common });
  }
}
