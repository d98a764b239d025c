import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Vault } from '../crypto/vault.js';
import { LogGuard } from '../event-store/log-guard.js';
import { note } from '../logging/security-notes.js';
import type { CodeCheck, TotpCheck } from './code.policy.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import { recoveryCodeIn } from './recovery-code.js';
import { RecoveryCodes } from './recovery-codes.js';
import { checkCode, TOTP_PARAMETERS, timeStep } from './totp.js';
import {
  enrollmentUnderWay,
  lockAt,
  type Enrollment,
  type Factor,
  type TwoFactorState,
} from './two-factor.state.js';

/** A secret a code may belong to. */
type Protection = Pick<Enrollment, 'enrollmentId' | 'sealedSecret'> & { readonly lastStep?: number };

/** Checks codes against what is sealed of accounts. */
@Injectable()
export class Codes {
  constructor(
    private readonly vault: Vault,
    private readonly config: Config,
    private readonly guard: LogGuard,
    private readonly recoveryCodes: RecoveryCodes,
  ) {}

  /**
   * What a code is worth at an instant, against what protects an account: one of the authenticator, or a
   * recovery code. While a lock holds nobody looks, so that neither time nor work tells what it would have been.
   * @param state of the account's 2FA; without it, and while 2FA is not on, there is nothing to check
   *   against, and the answer is `null`
   */
  async check(
    accountId: string,
    state: TwoFactorState | null,
    code: string,
    now: Date,
  ): Promise<CodeCheck | null> {
    note({ accountId });
    if (state?.factor.status !== 'on') return null;
    if (isLocked(state, now)) return { kind: 'unseen' };
    const letters = recoveryCodeIn(code);
    return letters === null
      ? this.ofAuthenticator(accountId, state.factor, code, now)
      : this.recovered(accountId, state.factor, letters);
  }

  /**
   * What a code is worth against the enrollment under way, as {@link check} has it: a recovery code is nothing
   * to it. `null` when none is under way.
   */
  async checkFirst(
    accountId: string,
    state: TwoFactorState,
    code: string,
    now: Date,
  ): Promise<TotpCheck | null> {
    note({ accountId });
    const enrollment = enrollmentUnderWay(state.factor);
    if (!enrollment) return null;
    return isLocked(state, now) ? { kind: 'unseen' } : this.ofAuthenticator(accountId, enrollment, code, now);
  }

  private async recovered(
    accountId: string,
    { enrollmentId, recovery }: Extract<Factor, { status: 'on' }>,
    letters: string,
  ): Promise<CodeCheck> {
    if (recovery === null) return { kind: 'wrong' };
    const restoredAt = await this.guard.check();
    // Which of a set were used in what was lost nobody knows, and no time makes them fresh.
    if (restoredAt && new Date(recovery.issuedAt) <= restoredAt) return { kind: 'perhapsSpent' };
    const index = await this.recoveryCodes.find(accountId, enrollmentId, recovery, letters);
    return index === null ? { kind: 'wrong' } : { kind: 'recovered', index };
  }

  private async ofAuthenticator(
    accountId: string,
    protection: Protection,
    code: string,
    now: Date,
  ): Promise<TotpCheck> {
    const { enrollmentId, sealedSecret, lastStep = -1 } = protection;
    const { DRIFT_STEPS: driftSteps } = this.config;
    const restoredAt = await this.guard.check();
    const perhapsSpent = restoredAt ? lastStepOf(restoredAt, driftSteps) : -1;
    const secret = await this.vault.open(accountId, `totp-secret/${enrollmentId}`, sealedSecret);
    const afterStep = Math.max(lastStep, perhapsSpent);
    const check = checkCode(code, secret, now, { driftSteps, afterStep });
    const isDoubtful = check.kind === 'matched' && check.step > lastStep && check.step <= perhapsSpent;
    return isDoubtful ? { kind: 'perhapsSpent' } : check;
  }
}

function isLocked(state: TwoFactorState, now: Date): boolean {
  return lockAt(state, now, DEFAULT_LOCK_POLICY).kind !== 'none';
}

/** The last time step a code could have been accepted for by an instant. */
function lastStepOf(at: Date, driftSteps: number): number {
  return timeStep(at) + driftSteps;
}

/** When authenticators begin to show codes that cannot have been spent by an instant. */
export function firstFreshInstant(at: Date, driftSteps: number): Date {
  return new Date((lastStepOf(at, driftSteps) + 1) * TOTP_PARAMETERS.period * 1_000);
}
