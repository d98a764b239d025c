import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { refusal } from '../graphql/refusal.js';
import { AccountNotFound, NotAllowed, NotSignedIn } from '../two-factor/two-factor.types.js';
import { Session } from './sign-in.types.js';

@ObjectType({ description: 'One of the sessions an account is signed in by.' })
export class OpenSession extends Session {
  @Field(() => Date, { description: 'When it was last used, to the minute.' })
  readonly lastUsedAt!: Date;

  @Field(() => Boolean, { description: 'Whether it is the one this request was sent with.' })
  readonly isCurrent!: boolean;

  @Field(() => String, { nullable: true, description: 'The network address it was begun from.' })
  readonly address!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the program it was begun with calls itself: `User-Agent`. It may say anything.',
  })
  readonly userAgent!: string | null;
}

@InputType()
export class EndSessionInput {
  @Field(() => ID)
  readonly sessionId!: string;
}

@ObjectType({ description: 'The session has ended, on every replica.' })
export class SessionEnded {
  @Field(() => ID)
  readonly sessionId: string;

  constructor(sessionId: string) {
    this.sessionId = sessionId;
  }
}

/** The same whether there is no such session or it is somebody else's. */
export const SessionNotFound = refusal('SessionNotFound', 'You have no such session.');

export const EndSessionResult = createUnionType({
  name: 'EndSessionResult',
  types: () => [SessionEnded, SessionNotFound, NotSignedIn] as const,
});

@InputType()
export class EndSessionsOfInput {
  @Field(() => ID)
  readonly accountId!: string;
}

@ObjectType({ description: 'Every session of the account has ended, on every replica.' })
export class SessionsOfAccountEnded {
  @Field(() => ID)
  readonly accountId: string;

  constructor(accountId: string) {
    this.accountId = accountId;
  }
}

export const EndSessionsOfResult = createUnionType({
  name: 'EndSessionsOfResult',
  types: () => [SessionsOfAccountEnded, AccountNotFound, NotAllowed] as const,
});
