import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import type { RequestContext } from '../graphql/request-context.js';
import { checkPageSize, DEFAULT_PAGE, fromCursor, toConnection, type Connection } from '../graphql/relay.js';
import { toEntry } from './history-entry.js';
import { HistoryEntry, HistoryEntryConnection, HistoryFilterInput, historyOrders } from './history.types.js';
import { ReadHistory } from './read-history.query.js';

@Resolver()
export class HistoryResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => HistoryEntryConnection, {
    nullable: true,
    description:
      "An account's 2FA history straight from the event log; null when there is no such account, or it is not for the caller to see.",
  })
  async twoFactorHistory(
    @Args('accountId', { type: () => ID }) accountId: string,
    @Args('first', { type: () => Int, defaultValue: DEFAULT_PAGE }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
    @Args('order', { type: () => historyOrders, defaultValue: historyOrders.NEWEST_FIRST })
    order: 'forwards' | 'backwards',
    @Args('filter', { type: () => HistoryFilterInput, nullable: true }) filter: HistoryFilterInput | null,
    @Context() { caller }: RequestContext,
  ): Promise<Connection<HistoryEntry> | null> {
    if (!access.readHistory(caller, accountId)) return null;
    checkPageSize(first);
    const { types, from = null, until = null } = filter ?? {};
    const found = await this.queries.execute(
      new ReadHistory(accountId, order, after ? fromCursor(after) : null, first + 1, {
        types: types ? new Set(types) : null,
        from,
        until,
      }),
    );
    return found && toConnection(found.map(toEntry), first, after, ({ revision }) => revision);
  }
}
