import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Query, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { RequestError } from '../graphql/masked-errors.js';
import type { RequestContext } from '../graphql/request-context.js';
import { ReadTwoFactorAt } from './read-two-factor-at.query.js';
import type { Point } from './stream-past.js';
import { toTwoFactorAt } from './two-factor-at.js';
import { TwoFactorAt } from './two-factor-at.types.js';

@Resolver()
export class TwoFactorAtResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => TwoFactorAt, {
    nullable: true,
    description:
      "An account's 2FA at a point of the past, straight from the event log; null when there was no such account then, or it is not for the caller to see. Exactly one of `at` and `position`.",
  })
  async twoFactorAt(
    @Args('accountId', { type: () => ID }) accountId: string,
    @Args('at', { type: () => Date, nullable: true, description: 'By the clock of the service.' })
    at: Date | null,
    @Args('position', { type: () => String, nullable: true, description: 'A place in the log, inclusive.' })
    position: string | null,
    @Context() { caller }: RequestContext,
  ): Promise<TwoFactorAt | null> {
    if (!access.readHistory(caller, accountId)) return null;
    const point = pointOf(at ?? null, position ?? null);
    const outcome = await this.queries.execute(new ReadTwoFactorAt(accountId, point));
    switch (outcome.kind) {
      case 'then':
        return toTwoFactorAt(accountId, outcome);
      case 'noAccount':
      case 'notYet':
      case 'noMore':
        return null;
      case 'future':
        throw 'at' in point
          ? new RequestError('The instant in "at" is yet to come.', 'BAD_REQUEST')
          : notOfThisLog();
    }
  }
}

/** @throws {RequestError} unless it is exactly one of the two */
function pointOf(at: Date | null, position: string | null): Point {
  if (at && position === null) return { at };
  if (at || position === null)
    throw new RequestError('Ask for exactly one of "at" and "position".', 'BAD_REQUEST');
  if (!/^\d{1,15}$/.test(position)) throw notOfThisLog();
  return { position: Number(position) };
}

function notOfThisLog(): RequestError {
  return new RequestError('The position in "position" is not one of this log.', 'BAD_POSITION');
}
