import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { PasswordInvalid } from '../accounts/account.types.js';
import { CodeMalformed, CodeRefused, TooManyAttempts } from '../two-factor/code.types.js';
import { CodeRequired, NotSignedIn, PasswordRefused } from '../two-factor/two-factor.types.js';

@InputType()
export class ChangePasswordInput {
  @Field(() => String)
  readonly currentPassword!: string;

  @Field(() => String, { description: 'By the rules `register` has.' })
  readonly newPassword!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A code, or a recovery code, that was not used yet: needed while 2FA is on.',
  })
  readonly code?: string | null;
}

@ObjectType({ description: 'The password is a new one. Every other session of the account has ended.' })
export class PasswordChanged {
  @Field(() => ID)
  readonly accountId: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What the session is shown by from now on; the token from before is good for nothing. Shown once, to who sent that as `Authorization: Bearer …`; a browser has it in its cookie.',
  })
  readonly token: string | null;

  constructor(accountId: string, token: string | null) {
    this.accountId = accountId;
    this.token = token;
  }
}

export const ChangePasswordResult = createUnionType({
  name: 'ChangePasswordResult',
  types: () =>
    [
      PasswordChanged,
      PasswordRefused,
      PasswordInvalid,
      CodeRequired,
      CodeRefused,
      CodeMalformed,
      TooManyAttempts,
      NotSignedIn,
    ] as const,
});
