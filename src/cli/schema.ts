import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema as print } from 'graphql';
import { AccountResolver } from '../accounts/account.resolver.js';
import { AdoptionResolver } from '../audit/adoption.resolver.js';
import { HistoryResolver } from '../audit/history.resolver.js';
import { TwoFactorAtResolver } from '../audit/two-factor-at.resolver.js';
import { ErasureResolver } from '../erasure/erasure.resolver.js';
import { EvidenceResolver } from '../evidence/evidence.resolver.js';
import { SCHEMA_OPTIONS } from '../graphql/date-time.js';
import { ChangePasswordResolver } from '../sign-in/change-password.resolver.js';
import { PasswordResetResolver } from '../sign-in/password-reset.resolver.js';
import { SessionsResolver } from '../sign-in/sessions.resolver.js';
import { SignInResolver } from '../sign-in/sign-in.resolver.js';
import { RecoveryCodesResolver } from '../two-factor/recovery-codes.resolver.js';
import { TwoFactorChangesResolver } from '../two-factor/two-factor-changes.resolver.js';
import { TwoFactorResolver } from '../two-factor/two-factor.resolver.js';

const RESOLVERS = [
  AccountResolver,
  SignInResolver,
  SessionsResolver,
  ChangePasswordResolver,
  PasswordResetResolver,
  TwoFactorResolver,
  TwoFactorChangesResolver,
  RecoveryCodesResolver,
  HistoryResolver,
  TwoFactorAtResolver,
  AdoptionResolver,
  ErasureResolver,
  EvidenceResolver,
];

/** Prints the GraphQL schema, from the code alone. */
export async function printSchema(): Promise<void> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await builder.get(GraphQLSchemaFactory).create(RESOLVERS, [], SCHEMA_OPTIONS);
  console.log(print(lexicographicSortSchema(schema)));
}
