import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { RequestError } from '../graphql/masked-errors.js';
import { clientOf, requestOrigin, type RequestContext } from '../graphql/request-context.js';
import { checkPageSize, DEFAULT_PAGE, fromCursor, toConnection, type Connection } from '../graphql/relay.js';
import { tooManyRegistrations } from '../two-factor/code.types.js';
import {
  Account,
  AccountConnection,
  AccountKey,
  passwordInvalid,
  Registered,
  RegisterInput,
  RegisterResult,
  twoFactorStatuses,
  UsernameInvalid,
  UsernameTaken,
} from './account.types.js';
import type { TwoFactorStatus } from './accounts-view.js';
import { FindAccounts, type FoundAccount } from './find-accounts.query.js';
import { Register } from './register.handler.js';
import { USERNAME_MAX, type UsernameProblem } from './username.policy.js';

@Resolver()
export class AccountResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  @Mutation(() => RegisterResult, { description: 'Makes an account.' })
  async register(
    @Args('input', { type: () => RegisterInput }) { username, password }: RegisterInput,
    @Context() context: RequestContext,
  ): Promise<typeof RegisterResult> {
    const outcome = await this.commands.execute(
      new Register(username, password, clientOf(context), requestOrigin(context, 'register')),
    );
    switch (outcome.kind) {
      case 'registered':
        return new Registered(outcome.accountId);
      case 'usernameTaken':
        return new UsernameTaken();
      case 'usernameInvalid':
        return new UsernameInvalid(null, USERNAME_PROBLEMS[outcome.problem]);
      case 'passwordInvalid':
        return passwordInvalid(outcome.problem, this.config.PASSWORD_MIN_LENGTH);
      case 'tooMany':
        return tooManyRegistrations(outcome.retryAt, this.clock.now());
    }
  }

  @Query(() => Account, {
    nullable: true,
    description:
      'One account, by id or username; null when there is none, or it is not for the caller to see.',
  })
  async account(
    @Args('by', { type: () => AccountKey }) by: AccountKey,
    @Context() { caller }: RequestContext,
  ): Promise<Account | null> {
    // Nobody may see any: it is not even looked whether there is one.
    if (caller.kind === 'anonymous') return null;
    const selection = by.id ? { id: by.id } : { username: by.username ?? '' };
    const [found] = await this.queries.execute(new FindAccounts(selection, caller));
    return found ? toAccount(found) : null;
  }

  @Query(() => AccountConnection, { description: 'All accounts in the order they registered.' })
  async accounts(
    @Args('first', { type: () => Int, defaultValue: DEFAULT_PAGE }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
    @Args('twoFactor', { type: () => twoFactorStatuses, nullable: true }) twoFactor: TwoFactorStatus | null,
    @Context() { caller }: RequestContext,
  ): Promise<Connection<Account>> {
    if (!access.listAccounts(caller)) throw new RequestError('This needs an API key.', 'NOT_ALLOWED');
    checkPageSize(first);
    const selection = {
      after: after ? fromCursor(after) : 0,
      limit: first + 1,
      twoFactor: twoFactor ?? null,
    };
    const found = await this.queries.execute(new FindAccounts(selection, caller));
    return toConnection(found.map(toAccount), first, after, ({ registeredPosition }) => registeredPosition);
  }
}

const USERNAME_PROBLEMS: Readonly<Record<UsernameProblem, string>> = {
  empty: 'A username has at least one character.',
  tooLong: `A username has at most ${String(USERNAME_MAX)} characters.`,
  characters: 'A username has letters, digits, signs and single spaces; no control or invisible characters.',
};

export function toAccount({
  position,
  twoFactor: status,
  twoFactorSince: since,
  ...found
}: FoundAccount): Account {
  const { enrollmentExpiresAt, recoveryCodesLeft } = found;
  const twoFactor = { status, since, enrollmentExpiresAt, recoveryCodesLeft };
  return { ...found, position: String(position), twoFactor };
}
