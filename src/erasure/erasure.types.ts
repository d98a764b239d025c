import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { CodeMalformed, CodeRefused, TooManyAttempts } from '../two-factor/code.types.js';
import {
  AccountNotFound,
  CodeRequired,
  NotAllowed,
  NotSignedIn,
  PasswordRefused,
} from '../two-factor/two-factor.types.js';

@InputType()
export class EraseOwnAccountInput {
  @Field(() => String)
  readonly password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A code, or a recovery code, that was not used yet: needed while 2FA is on.',
  })
  readonly code?: string | null;
}

@InputType()
export class EraseAccountInput {
  @Field(() => ID)
  readonly accountId!: string;
}

@ObjectType({
  description:
    'The account is no more. What was personal in its events cannot be read by anybody; its name is free.',
})
export class AccountErased {
  @Field(() => ID)
  readonly accountId: string;

  constructor(accountId: string) {
    this.accountId = accountId;
  }
}

export const EraseOwnAccountResult = createUnionType({
  name: 'EraseOwnAccountResult',
  types: () =>
    [
      AccountErased,
      PasswordRefused,
      CodeRequired,
      CodeRefused,
      CodeMalformed,
      TooManyAttempts,
      NotSignedIn,
    ] as const,
});

export const EraseAccountResult = createUnionType({
  name: 'EraseAccountResult',
  types: () => [AccountErased, AccountNotFound, NotAllowed] as const,
});
