import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { toAccount } from '../accounts/account.resolver.js';
import { FindAccounts } from '../accounts/find-accounts.query.js';
import { Clock } from '../clock.js';
import { clientOf, requestOrigin, sessionOf, type RequestContext } from '../graphql/request-context.js';
import { CodeMalformed, codeRefusal, tooManyPasswords } from '../two-factor/code.types.js';
import { isAnyCode } from '../two-factor/recovery-code.js';
import { AnswerChallenge } from './answer-challenge.handler.js';
import { LeaveSession } from './leave-session.handler.js';
import type { NewSession } from './session-issuer.js';
import { SignIn } from './sign-in.handler.js';
import {
  AnswerChallengeInput,
  AnswerChallengeResult,
  ChallengeIssued,
  CredentialsRefused,
  SessionDelivery,
  SignedIn,
  SignedOut,
  SignInInput,
  SignInResult,
  Viewer,
} from './sign-in.types.js';
import { SignOut } from './sign-out.handler.js';

@Resolver()
export class SignInResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Query(() => Viewer, {
    nullable: true,
    description: 'Who is signed in, and how surely; null when nobody is.',
  })
  async viewer(@Context() context: RequestContext): Promise<Viewer | null> {
    const session = sessionOf(context);
    if (!session) return null;
    const [found] = await this.queries.execute(new FindAccounts({ id: session.accountId }, context.caller));
    return found ? { account: toAccount(found), session } : null;
  }

  @Mutation(() => SignInResult, {
    description: 'The first step of signing in, and the only one while 2FA is off.',
  })
  async signIn(
    @Args('input', { type: () => SignInInput }) { username, password, deliver }: SignInInput,
    @Context() context: RequestContext,
  ): Promise<typeof SignInResult> {
    const origin = requestOrigin(context, 'signIn');
    const outcome = await this.commands.execute(new SignIn(username, password, clientOf(context), origin));
    if ('code' in outcome) return tooManyPasswords(outcome.retryAt, this.clock.now());
    switch (outcome.kind) {
      case 'signedIn':
        return this.signedIn(outcome, deliver, context);
      case 'challenged':
        return new ChallengeIssued(outcome.token, outcome.expiresAt);
      case 'wrong':
        return new CredentialsRefused();
    }
  }

  @Mutation(() => AnswerChallengeResult, { description: 'The second step of signing in.' })
  async answerChallenge(
    @Args('input', { type: () => AnswerChallengeInput }) { challenge, code, deliver }: AnswerChallengeInput,
    @Context() context: RequestContext,
  ): Promise<typeof AnswerChallengeResult> {
    if (!isAnyCode(code)) return new CodeMalformed();
    const origin = requestOrigin(context, 'answerChallenge');
    const outcome = await this.commands.execute(
      new AnswerChallenge(challenge, code, clientOf(context), origin),
    );
    return 'kind' in outcome
      ? this.signedIn(outcome, deliver, context)
      : codeRefusal(outcome, this.clock.now());
  }

  @Mutation(() => SignedOut, { description: 'Ends the session the request was sent with.' })
  async signOut(@Context() context: RequestContext): Promise<SignedOut> {
    const session = sessionOf(context);
    if (session) await this.commands.execute(new SignOut(session.id));
    context.setSessionCookie?.(null, new Date(0));
    return { wasSignedIn: session !== undefined };
  }

  private async signedIn(
    { session, token }: NewSession,
    deliver: SessionDelivery,
    { cookieToken, setSessionCookie }: RequestContext,
  ): Promise<SignedIn> {
    if (deliver === SessionDelivery.TOKEN) return new SignedIn(session, token);
    // The browser forgets the token it had, so nobody may go on with it: ASVS 7.2.4.
    if (cookieToken !== undefined) await this.commands.execute(new LeaveSession(cookieToken));
    setSessionCookie?.(token, session.expiresAt);
    return new SignedIn(session, null);
  }
}
