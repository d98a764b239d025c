import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccountsModule } from '../accounts/accounts.module.js';
import { TwoFactorModule } from '../two-factor/two-factor.module.js';
import { AnswerChallengeHandler } from './answer-challenge.handler.js';
import { SessionIssuer } from './session-issuer.js';
import { SignInHandler } from './sign-in.handler.js';
import { SignInResolver } from './sign-in.resolver.js';
import { SignOutHandler } from './sign-out.handler.js';
import { Sweeper } from './sweeper.js';

@Module({
  imports: [CqrsModule, AccountsModule, TwoFactorModule],
  providers: [SignInResolver, SignInHandler, AnswerChallengeHandler, SignOutHandler, SessionIssuer, Sweeper],
})
export class SignInModule {}
