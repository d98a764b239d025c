import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { isRecognised, originOf, sessionOf, type RequestContext } from '../graphql/request-context.js';
import { AccountNotFound, NotAllowed, NotSignedIn } from '../two-factor/two-factor.types.js';
import { EndSession } from './end-session.handler.js';
import { EndSessionsOf } from './end-sessions-of.handler.js';
import { ListSessions } from './list-sessions.query.js';
import {
  EndSessionInput,
  EndSessionResult,
  EndSessionsOfInput,
  EndSessionsOfResult,
  OpenSession,
  SessionEnded,
  SessionNotFound,
  SessionsOfAccountEnded,
} from './sessions.types.js';
import { SignedOut } from './sign-in.types.js';
import { SignOutEverywhere } from './sign-out-everywhere.handler.js';

@Resolver()
export class SessionsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => [OpenSession], {
    nullable: true,
    description: 'The sessions of who is signed in, last used first; null when nobody is.',
  })
  async sessions(@Context() context: RequestContext): Promise<readonly OpenSession[] | null> {
    const current = sessionOf(context);
    if (!current) return null;
    const listed = await this.queries.execute(new ListSessions(current.accountId));
    return listed.map(({ session, client }) => ({
      ...session,
      isCurrent: session.id === current.id,
      address: client?.address ?? null,
      userAgent: client?.userAgent ?? null,
    }));
  }

  @Mutation(() => EndSessionResult, { description: 'Ends one of your own sessions.' })
  async endSession(
    @Args('input', { type: () => EndSessionInput }) { sessionId }: EndSessionInput,
    @Context() context: RequestContext,
  ): Promise<typeof EndSessionResult> {
    const current = sessionOf(context);
    if (!current) return new NotSignedIn();
    const ended = await this.commands.execute(new EndSession(current.accountId, sessionId));
    return ended ? new SessionEnded(sessionId) : new SessionNotFound();
  }

  @Mutation(() => SignedOut, {
    description: 'Ends every session of who is signed in, the one the request was sent with too.',
  })
  async signOutEverywhere(@Context() context: RequestContext): Promise<SignedOut> {
    const current = sessionOf(context);
    if (current) await this.commands.execute(new SignOutEverywhere(current.accountId));
    context.setSessionCookie?.(null, new Date(0));
    return { wasSignedIn: current !== undefined };
  }

  @Mutation(() => EndSessionsOfResult, {
    description: 'Ends every session of an account; challenges stay good. For administrators.',
  })
  async endSessionsOf(
    @Args('input', { type: () => EndSessionsOfInput }) { accountId }: EndSessionsOfInput,
    @Context() context: RequestContext,
  ): Promise<typeof EndSessionsOfResult> {
    if (!isRecognised(context) || !access.endSessionsOf(context.caller)) return new NotAllowed();
    const origin = originOf(context, 'endSessionsOf');
    const outcome = await this.commands.execute(new EndSessionsOf(accountId, origin));
    return 'kind' in outcome ? new SessionsOfAccountEnded(accountId) : new AccountNotFound();
  }
}
