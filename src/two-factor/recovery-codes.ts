import { Injectable } from '@nestjs/common';
import { LookUpHashes } from '../crypto/look-up-hashes.js';
import { Vault } from '../crypto/vault.js';
import { decode, UnreadableEvent } from '../event-store/codec.js';
import { EventStore } from '../event-store/event-store.js';
import { streamOf } from '../event-store/stream-name.js';
import { newRecoveryCodes, recoveryCodeIn } from './recovery-code.js';
import { twoFactor, type RecoverySet } from './two-factor.state.js';

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
    private readonly events: EventStore,
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
   * @throws {UnreadableEvent} when the set is not where the state has it
   */
  async find(
    accountId: string,
    enrollmentId: string,
    set: RecoverySet,
    letters: string,
  ): Promise<number | null> {
    const sealedCodes = await this.sealedCodes(accountId, enrollmentId, set);
    const hashes = await this.vault.open(accountId, `recovery-codes/${enrollmentId}`, sealedCodes);
    return this.hashes.find(hashes, letters);
  }

  /** A state that was changed by a digit must not bring back a set that was replaced: what it says is held against the event. */
  private async sealedCodes(
    accountId: string,
    enrollmentId: string,
    { revision, issuedAt }: RecoverySet,
  ): Promise<string> {
    const stream = streamOf(twoFactor, accountId);
    const [recorded] = await this.events.readStream(stream, { from: revision, limit: 1 });
    const found = recorded && decode(twoFactor.catalogue, recorded);
    const isTheirs =
      found?.type === 'TwoFactorRecoveryCodesIssued' &&
      found.data.enrollmentId === enrollmentId &&
      found.data.issuedAt === issuedAt;
    if (isTheirs) return found.data.sealedCodes;
    const place = { type: 'TwoFactorRecoveryCodesIssued', stream, revision };
    throw new UnreadableEvent(place, 'the recovery codes the state speaks of are not there');
  }
}
