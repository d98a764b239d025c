import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.policy.js';
import type { Actor } from '../event-store/event-metadata.js';
import type { RequestContext } from '../graphql/request-context.js';
import { checkPageSize, DEFAULT_PAGE, fromCursor, toConnection, type Connection } from '../graphql/relay.js';
import { TOTP_PARAMETERS } from '../two-factor/totp.js';
import {
  HistoryEntry,
  HistoryEntryConnection,
  HistoryFilterInput,
  historyOrders,
  type HistoryActor,
} from './history.types.js';
import { ReadHistory, type HistoryEvent } from './read-history.query.js';

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

function toEntry({ id, type, revision, position, metadata, data, resetReason }: HistoryEvent): HistoryEntry {
  const clockOffBy = 'clockOffBy' in data ? data.clockOffBy : null;
  return {
    id,
    type,
    revision,
    position: String(position),
    at: new Date(metadata.at),
    actor: toActor(metadata.actor),
    operation: metadata.operation,
    correlationId: metadata.$correlationId,
    enrollmentId: 'enrollmentId' in data ? data.enrollmentId : null,
    purpose: 'purpose' in data ? data.purpose : null,
    rejection: 'reason' in data ? data.reason : null,
    clockOffBySeconds: clockOffBy === null ? null : clockOffBy * TOTP_PARAMETERS.period,
    failures: 'failures' in data ? data.failures : null,
    lockedUntil: 'until' in data ? new Date(data.until) : null,
    resetReason,
  };
}

function toActor(actor: Actor): HistoryActor {
  switch (actor.kind) {
    case 'person':
      return { kind: actor.kind, id: actor.accountId, sessionId: actor.sessionId };
    case 'application':
    case 'administrator':
      return { kind: actor.kind, id: actor.apiKeyId, sessionId: null };
    case 'system':
      return { kind: actor.kind, id: null, sessionId: null };
  }
}
