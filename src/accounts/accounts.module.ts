import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ProjectionsModule } from '../projections/projections.module.js';
import { AccountNetworks } from './account-networks.js';
import { AccountResolver } from './account.resolver.js';
import { Credentials } from './credentials.js';
import { FindAccountsHandler } from './find-accounts.query.js';
import { NewPasswords } from './new-passwords.js';
import { PasswordBudgets } from './password-budgets.js';
import { RegistrationBudget } from './registration-budget.js';
import { RegisterHandler } from './register.handler.js';

@Module({
  imports: [CqrsModule, ProjectionsModule],
  providers: [
    AccountResolver,
    AccountNetworks,
    PasswordBudgets,
    NewPasswords,
    Credentials,
    RegistrationBudget,
    RegisterHandler,
    FindAccountsHandler,
  ],
  exports: [Credentials, AccountNetworks, NewPasswords],
})
export class AccountsModule {}
