import { Injectable } from '@nestjs/common';
import { LookUpHashes } from '../crypto/look-up-hashes.js';
import { Vault } from '../crypto/vault.js';
import { newRecoveryCodes, recoveryCodeIn } from './recovery-code.js';

/** A set of recovery codes as it is made: what its owner is shown once, and what the log keeps of it. */
export interface NewRecoveryCodes {
  readonly codes: readonly string[];
  readonly count: number;
  /** Salt and hashes, sealed for the account and its enrollment. */
  readonly sealedCodes: string;
}

/** Makes sets of recovery codes, and looks codes up in them. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly hashes: LookUpHashes,
    private readonly vault: Vault,
  ) {}

  /** A new set. It takes as long as ten passwords do. */
  async make(accountId: string, enrollmentId: string): Promise<NewRecoveryCodes> {
    const codes = newRecoveryCodes();
    const hashes = await this.hashes.hashAll(codes.map((code) => recoveryCodeIn(code) ?? code));
    const sealedCodes = await this.vault.seal(accountId, `recovery-codes/${enrollmentId}`, hashes);
    return { codes, count: codes.length, sealedCodes };
  }

  /**
   * Which of a set a recovery code is, from 0; `null` when it is none of it.
   * @param letters as {@link recoveryCodeIn} reads them
   */
  async find(
    accountId: string,
    enrollmentId: string,
    sealedCodes: string,
    letters: string,
  ): Promise<number | null> {
    const hashes = await this.vault.open(accountId, `recovery-codes/${enrollmentId}`, sealedCodes);
    return this.hashes.find(hashes, letters);
  }
}
