import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { hasHistory } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import type { Recorded } from '../event-store/codec.js';
import { Decisions } from '../event-store/decisions.js';
import type { TwoFactorEvent } from '../two-factor/two-factor.events.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { HistoryEvents, type HistoryEvent } from './history-events.js';

export interface HistoryFilter {
  readonly types: ReadonlySet<TwoFactorEvent['type']> | null;
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly until: Date | null;
}

/** An account's 2FA history straight from the log; `null` when there was never such an account. */
export class ReadHistory extends Query<readonly HistoryEvent[] | null> {
  constructor(
    readonly accountId: string,
    readonly order: 'forwards' | 'backwards',
    /** Revision of the last event already seen. */
    readonly after: number | null,
    readonly limit: number,
    readonly filter: HistoryFilter,
  ) {
    super();
  }
}

@QueryHandler(ReadHistory)
export class ReadHistoryHandler implements IQueryHandler<ReadHistory> {
  constructor(
    private readonly decisions: Decisions,
    private readonly history: HistoryEvents,
  ) {}

  async execute({
    accountId,
    order,
    after,
    limit,
    filter,
  }: ReadHistory): Promise<readonly HistoryEvent[] | null> {
    const { state } = await this.decisions.load(account, accountId);
    if (!hasHistory(state)) return null;
    const from = after === null ? undefined : after + (order === 'forwards' ? 1 : -1);
    const found: HistoryEvent[] = [];
    for await (const event of this.history.read(twoFactor, accountId, order, from)) {
      if (!passes(event, filter)) continue;
      found.push(await this.history.withReason(accountId, event));
      if (found.length === limit) break;
    }
    return found;
  }
}

function passes(
  { type, metadata }: Recorded<TwoFactorEvent>,
  { types, from, until }: HistoryFilter,
): boolean {
  const at = new Date(metadata.at);
  return (types?.has(type) ?? true) && (from === null || at >= from) && (until === null || at < until);
}
