import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { PasswordInvalid } from '../accounts/account.types.js';
import { refusal } from '../graphql/refusal.js';
import { CodeMalformed, CodeRefused, TooManyAttempts } from '../two-factor/code.types.js';
import { AccountNotFound, CodeRequired, NotAllowed, ReasonInvalid } from '../two-factor/two-factor.types.js';

@InputType()
export class StartPasswordResetInput {
  @Field(() => ID)
  readonly accountId!: string;

  @Field(() => String, {
    description: 'Why, in up to 500 characters: `countersign audit` tells it.',
  })
  readonly reason!: string;
}

@ObjectType({ description: 'Who is given the token can choose a new password.' })
export class PasswordResetStarted {
  @Field(() => ID)
  readonly accountId: string;

  @Field(() => String, {
    description:
      'For who forgot the password, and nobody else: `/reset-password#<token>`, or `resetPassword`. Shown once, good once; the one from before is worth nothing.',
  })
  readonly token: string;

  @Field(() => Date)
  readonly expiresAt: Date;

  constructor(accountId: string, token: string, expiresAt: Date) {
    this.accountId = accountId;
    this.token = token;
    this.expiresAt = expiresAt;
  }
}

export const StartPasswordResetResult = createUnionType({
  name: 'StartPasswordResetResult',
  types: () => [PasswordResetStarted, AccountNotFound, ReasonInvalid, NotAllowed] as const,
});

@InputType()
export class ResetPasswordInput {
  @Field(() => String, { description: 'From `startPasswordReset`.' })
  readonly token!: string;

  @Field(() => String, { description: 'By the rules `register` has.' })
  readonly newPassword!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A code, or a recovery code, that was not used yet: needed while 2FA is on.',
  })
  readonly code?: string | null;
}

@ObjectType({
  description:
    'The password is the new one, and signs in. Every session and challenge of the account has ended; 2FA is as it was.',
})
export class PasswordReset {
  @Field(() => ID)
  readonly accountId: string;

  constructor(accountId: string) {
    this.accountId = accountId;
  }
}

/** The same for one that was used, replaced or forged, that took too long, or whose account is gone. */
export const ResetRefused = refusal(
  'ResetRefused',
  'This token is not good, or not any more. Ask an administrator for a new one.',
);

export const ResetPasswordResult = createUnionType({
  name: 'ResetPasswordResult',
  types: () =>
    [
      PasswordReset,
      ResetRefused,
      PasswordInvalid,
      CodeRequired,
      CodeRefused,
      CodeMalformed,
      TooManyAttempts,
    ] as const,
});
