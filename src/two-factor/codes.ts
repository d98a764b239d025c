import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Vault } from '../crypto/vault.js';
import { LogGuard } from '../event-store/log-guard.js';
import { note } from '../logging/security-notes.js';
import { checkCode, TOTP_PARAMETERS, timeStep } from './totp.js';
import type { CodeCheck } from './code.policy.js';
import type { Enrollment } from './two-factor.state.js';

/** A secret a code may belong to. */
type Protection = Pick<Enrollment, 'enrollmentId' | 'sealedSecret'> & { readonly lastStep?: number };

/** Checks codes against the sealed secrets of accounts. */
@Injectable()
export class Codes {
  constructor(
    private readonly vault: Vault,
    private readonly config: Config,
    private readonly guard: LogGuard,
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
    note({ accountId });
    if (!protection) return null;
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

/** The last time step a code could have been accepted for by an instant. */
function lastStepOf(at: Date, driftSteps: number): number {
  return timeStep(at) + driftSteps;
}

/** When authenticators begin to show codes that cannot have been spent by an instant. */
export function firstFreshInstant(at: Date, driftSteps: number): Date {
  return new Date((lastStepOf(at, driftSteps) + 1) * TOTP_PARAMETERS.period * 1_000);
}
