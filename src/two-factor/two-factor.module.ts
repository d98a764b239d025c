import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Codes } from './codes.js';
import { ConfirmEnrollmentHandler } from './confirm-enrollment.handler.js';
import { DisableTwoFactorHandler } from './disable-two-factor.handler.js';
import { FullProof } from './full-proof.js';
import { RecoveryCodes } from './recovery-codes.js';
import { RecoveryCodesResolver } from './recovery-codes.resolver.js';
import { RegenerateRecoveryCodesHandler } from './regenerate-recovery-codes.handler.js';
import { ResetTwoFactorHandler } from './reset-two-factor.handler.js';
import { StartEnrollmentHandler } from './start-enrollment.handler.js';
import { TwoFactorChangesResolver } from './two-factor-changes.resolver.js';
import { TwoFactorResolver } from './two-factor.resolver.js';

@Module({
  imports: [CqrsModule, AccountsModule],
  providers: [
    TwoFactorResolver,
    TwoFactorChangesResolver,
    RecoveryCodesResolver,
    StartEnrollmentHandler,
    ConfirmEnrollmentHandler,
    DisableTwoFactorHandler,
    ResetTwoFactorHandler,
    RegenerateRecoveryCodesHandler,
    RecoveryCodes,
    Codes,
    FullProof,
  ],
  exports: [Codes, FullProof],
})
export class TwoFactorModule {}
