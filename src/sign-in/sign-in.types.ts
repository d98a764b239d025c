import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Account } from '../accounts/account.types.js';
import { refusal } from '../graphql/refusal.js';
import { CodeMalformed, CodeRefused, TooManyAttempts } from '../two-factor/code.types.js';
import type { AssuranceLevel, AuthenticationMethod } from './sessions.js';

/** Where the token of a new session goes. */
export enum SessionDelivery {
  COOKIE = 'COOKIE',
  TOKEN = 'TOKEN',
}
registerEnumType(SessionDelivery, {
  name: 'SessionDelivery',
  description: 'Where the token of a new session goes.',
  valuesMap: {
    COOKIE: { description: 'For browsers: a cookie that scripts cannot read.' },
    TOKEN: { description: 'For programs: in the reply, to be sent as `Authorization: Bearer …`.' },
  },
});

const assuranceLevels = { AAL1: 'AAL1', AAL2: 'AAL2' } as const;
registerEnumType(assuranceLevels, {
  name: 'AssuranceLevel',
  description: 'How sure a session is of who it belongs to: NIST SP 800-63B.',
  valuesMap: { AAL1: { description: 'By password.' }, AAL2: { description: 'By password and code.' } },
});

@ObjectType({ description: 'What a completed sign-in earned.' })
export class Session {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => assuranceLevels)
  readonly assuranceLevel!: AssuranceLevel;

  @Field(() => [String], {
    description: 'How it was reached: RFC 8176, `pwd` and `otp`; `recovery` when it was by a recovery code.',
  })
  readonly amr!: readonly AuthenticationMethod[];

  @Field(() => Date)
  readonly createdAt!: Date;

  @Field(() => Date)
  readonly expiresAt!: Date;
}

@ObjectType({ description: 'Who is signed in.' })
export class Viewer {
  @Field(() => Account)
  readonly account!: Account;

  @Field(() => Session)
  readonly session!: Session;
}

@InputType()
export class SignInInput {
  @Field(() => String)
  readonly username!: string;

  @Field(() => String)
  readonly password!: string;

  @Field(() => SessionDelivery, { defaultValue: SessionDelivery.COOKIE })
  readonly deliver!: SessionDelivery;
}

@InputType()
export class AnswerChallengeInput {
  @Field(() => String, { description: 'As `signIn` gave it.' })
  readonly challenge!: string;

  @Field(() => String, { description: 'The six digits the authenticator shows, or a recovery code.' })
  readonly code!: string;

  @Field(() => SessionDelivery, { defaultValue: SessionDelivery.COOKIE })
  readonly deliver!: SessionDelivery;
}

@ObjectType()
export class SignedIn {
  @Field(() => Session)
  readonly session: Session;

  @Field(() => String, { nullable: true, description: 'Shown once, when asked for with `deliver: TOKEN`.' })
  readonly token: string | null;

  constructor(session: Session, token: string | null) {
    this.session = session;
    this.token = token;
  }
}

@ObjectType({ description: 'The password was right, and 2FA is on: a code is asked for.' })
export class ChallengeIssued {
  @Field(() => String, { description: 'Good for nothing but answering it with `answerChallenge`, once.' })
  readonly challenge: string;

  @Field(() => Date)
  readonly expiresAt: Date;

  constructor(challenge: string, expiresAt: Date) {
    this.challenge = challenge;
    this.expiresAt = expiresAt;
  }
}

@ObjectType()
export class SignedOut {
  @Field(() => Boolean, { description: 'Whether anybody was signed in before.' })
  readonly wasSignedIn!: boolean;
}

export const CredentialsRefused = refusal(
  'CredentialsRefused',
  'That username and password do not belong together. Please check both.',
);

export const SignInResult = createUnionType({
  name: 'SignInResult',
  types: () => [SignedIn, ChallengeIssued, CredentialsRefused, TooManyAttempts] as const,
});

export const AnswerChallengeResult = createUnionType({
  name: 'AnswerChallengeResult',
  types: () => [SignedIn, CodeRefused, CodeMalformed, TooManyAttempts] as const,
});
