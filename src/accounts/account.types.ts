import { createUnionType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { enumOf } from '../graphql/enum-names.js';
import { refusal } from '../graphql/refusal.js';
import { connectionOf } from '../graphql/relay.js';
import { TooManyAttempts } from '../two-factor/code.types.js';
import type { TwoFactorStatus } from './accounts-view.js';
import { PASSWORD_MAX, type PasswordProblem } from './password.policy.js';

export const twoFactorStatuses = enumOf(['off', 'pending', 'on', 'unknown'] satisfies TwoFactorStatus[]);
registerEnumType(twoFactorStatuses, {
  name: 'TwoFactorStatus',
  description: 'Whether a code is asked for at sign-in.',
  valuesMap: {
    OFF: { description: 'The password alone signs in.' },
    PENDING: { description: 'The password alone signs in; an enrollment waits for its first code.' },
    ON: { description: 'Password and code sign in.' },
    UNKNOWN: {
      description:
        'An event of the account cannot be understood, or its key is lost; an operator has to look.',
    },
  },
});

@ObjectType({ description: "An account's two-factor authentication." })
export class TwoFactor {
  @Field(() => twoFactorStatuses)
  readonly status!: TwoFactorStatus;

  @Field(() => Date, {
    description: 'When it was turned on, or off; for one never turned on, when the account was made.',
  })
  readonly since!: Date;

  @Field(() => Date, { nullable: true, description: 'Until when the enrollment under way may be confirmed.' })
  readonly enrollmentExpiresAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many recovery codes are left; null when there are none to be left: `regenerateRecoveryCodes` makes them.',
  })
  readonly recoveryCodesLeft!: number | null;
}

@ObjectType({ description: 'Who signs in.' })
export class Account {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String, {
    description: 'Empty when the key of the account is lost: nobody can read it any more.',
  })
  readonly username!: string;

  @Field(() => Date)
  readonly registeredAt!: Date;

  @Field(() => TwoFactor)
  readonly twoFactor!: TwoFactor;

  @Field(() => String, {
    description:
      'How far into the log this answer looks. A subscription begun after it misses nothing since.',
  })
  readonly position!: string;

  /** Orders the list of accounts; not in the schema. */
  readonly registeredPosition!: number;
}

export const AccountConnection = connectionOf(Account);

@InputType({ isOneOf: true, description: 'One of the two.' })
export class AccountKey {
  @Field(() => ID, { nullable: true })
  readonly id?: string | null;

  @Field(() => String, { nullable: true })
  readonly username?: string | null;
}

@InputType()
export class RegisterInput {
  @Field(() => String, { description: '1 to 64 characters. Upper and lower case make no difference.' })
  readonly username!: string;

  @Field(() => String, { description: 'At least 15 characters by default, of any kind, up to 256.' })
  readonly password!: string;
}

@ObjectType()
export class Registered {
  @Field(() => ID)
  readonly accountId: string;

  constructor(accountId: string) {
    this.accountId = accountId;
  }
}

export const UsernameTaken = refusal(
  'UsernameTaken',
  'Somebody else has this username. Please choose another.',
);
export const UsernameInvalid = refusal('UsernameInvalid', 'This cannot be a username.');
export const PasswordInvalid = refusal('PasswordInvalid', 'This cannot be a password.');

/** What speaks against a new password, for people. */
export function passwordInvalid(problem: PasswordProblem, minLength: number) {
  const sentences: Readonly<Record<PasswordProblem, string>> = {
    tooShort: `A password has at least ${String(minLength)} characters, of any kind. A few words make a good one.`,
    tooLong: `A password has at most ${String(PASSWORD_MAX)} characters.`,
    guessable:
      'This password is easy to guess. A few words that have nothing to do with each other make a good one.',
    common:
      'Many people have this password, so it is tried first. A few words that have nothing to do with each other make a good one.',
  };
  return new PasswordInvalid(null, sentences[problem]);
}

export const RegisterResult = createUnionType({
  name: 'RegisterResult',
  types: () => [Registered, UsernameTaken, UsernameInvalid, PasswordInvalid, TooManyAttempts] as const,
});
