import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AuditModule } from './audit/audit.module.js';
import { Drain } from './drain.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { FoundationModule, type Foundation } from './foundation.module.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { HealthModule } from './health/health.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { PageModule } from './page/page.module.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { TwoFactorModule } from './two-factor/two-factor.module.js';

/** The one place where the rooms are joined. */
@Module({
  imports: [
    GraphqlModule,
    AccountsModule,
    SignInModule,
    TwoFactorModule,
    ErasureModule,
    AuditModule,
    PageModule,
    HealthModule,
    NotificationsModule,
    EvidenceModule,
  ],
  providers: [Drain],
})
export class AppModule {
  static on(foundation: Foundation): DynamicModule {
    return { module: AppModule, imports: [FoundationModule.on(foundation)] };
  }
}
