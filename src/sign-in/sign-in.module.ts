import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccountsModule } from '../accounts/accounts.module.js';
import { TwoFactorModule } from '../two-factor/two-factor.module.js';
import { AnswerChallengeHandler } from './answer-challenge.handler.js';
import { ChangePasswordHandler } from './change-password.handler.js';
import { ChangePasswordResolver } from './change-password.resolver.js';
import { EndSessionHandler } from './end-session.handler.js';
import { EndSessionsOfHandler } from './end-sessions-of.handler.js';
import { LeaveSessionHandler } from './leave-session.handler.js';
import { ListSessionsHandler } from './list-sessions.query.js';
import { PasswordResetResolver } from './password-reset.resolver.js';
import { ResetPasswordHandler } from './reset-password.handler.js';
import { SessionIssuer } from './session-issuer.js';
import { SessionsResolver } from './sessions.resolver.js';
import { SignInHandler } from './sign-in.handler.js';
import { SignInResolver } from './sign-in.resolver.js';
import { SignOutEverywhereHandler } from './sign-out-everywhere.handler.js';
import { SignOutHandler } from './sign-out.handler.js';
import { Standings } from './standings.js';
import { StartPasswordResetHandler } from './start-password-reset.handler.js';
import { Sweeper } from './sweeper.js';

@Module({
  imports: [CqrsModule, AccountsModule, TwoFactorModule],
  providers: [
    SignInResolver,
    SessionsResolver,
    ChangePasswordResolver,
    PasswordResetResolver,
    SignInHandler,
    AnswerChallengeHandler,
    ChangePasswordHandler,
    StartPasswordResetHandler,
    ResetPasswordHandler,
    LeaveSessionHandler,
    SignOutHandler,
    SignOutEverywhereHandler,
    EndSessionHandler,
    EndSessionsOfHandler,
    ListSessionsHandler,
    SessionIssuer,
    Standings,
    Sweeper,
  ],
})
export class SignInModule {}
