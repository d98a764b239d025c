import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Vault } from '../crypto/vault.js';
import { checkCode } from './totp.js';
import type { CodeCheck } from './two-factor.decider.js';
import type { Enrollment } from './two-factor.state.js';

/** A secret a code may belong to. */
type Protection = Pick<Enrollment, 'enrollmentId' | 'sealedSecret'> & { readonly lastStep?: number };

/** Checks codes against the sealed secrets of accounts. */
@Injectable()
export class Codes {
  constructor(
    private readonly vault: Vault,
    private readonly config: Config,
  ) {}

  /**
   * What a code is worth against a secret at an instant.
   * @param protection the secret; without one there is nothing to check, and the answer is `null`
   */
  async check(
    accountId: string,
    protection: Protection | null,
    code: string,
    now: Date,
  ): Promise<CodeCheck | null> {
    if (!protection) return null;
    const { enrollmentId, sealedSecret, lastStep: afterStep = -1 } = protection;
    const secret = await this.vault.open(accountId, `totp-secret/${enrollmentId}`, sealedSecret);
    return checkCode(code, secret, now, { driftSteps: this.config.DRIFT_STEPS, afterStep });
  }
}
