import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { account } from '../accounts/account.decider.js';
import { Vault } from '../crypto/vault.js';
import { decode, type Recorded } from '../event-store/codec.js';
import { Decisions, streamOf } from '../event-store/decisions.js';
import { EventStore } from '../event-store/event-store.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { twoFactorEvents, type TwoFactorEvent } from '../two-factor/two-factor.events.js';

const PAGE = 500;

export interface HistoryFilter {
  readonly types: ReadonlySet<TwoFactorEvent['type']> | null;
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly until: Date | null;
}

/** An event of an account's 2FA, and the reason of a reset as its administrator wrote it. */
export type HistoryEvent = Recorded<TwoFactorEvent> & { readonly resetReason: string | null };

/** An account's 2FA history straight from the log; `null` when there is no such account. */
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
    private readonly events: EventStore,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
  ) {}

  async execute({
    accountId,
    order,
    after,
    limit,
    filter,
  }: ReadHistory): Promise<readonly HistoryEvent[] | null> {
    const { state } = await this.decisions.load(account, accountId);
    if (state.status !== 'registered') return null;
    const found: HistoryEvent[] = [];
    for await (const event of this.read(accountId, order, after)) {
      if (!passes(event, filter)) continue;
      found.push({ ...event, resetReason: await this.reasonOf(accountId, event) });
      if (found.length === limit) break;
    }
    return found;
  }

  private async *read(
    accountId: string,
    direction: 'forwards' | 'backwards',
    after: number | null,
  ): AsyncGenerator<Recorded<TwoFactorEvent>> {
    const stream = streamOf(twoFactor, accountId);
    const step = direction === 'forwards' ? 1 : -1;
    let from = after === null ? undefined : after + step;
    for (;;) {
      if (from !== undefined && from < 0) return;
      const page = await this.events.readStream(stream, {
        direction,
        limit: PAGE,
        ...(from !== undefined && { from }),
      });
      for (const event of page) yield decode(twoFactorEvents, event);
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      from = last.revision + step;
    }
  }

  private async reasonOf(accountId: string, event: TwoFactorEvent): Promise<string | null> {
    if (event.type !== 'TwoFactorReset') return null;
    return this.vault.open(accountId, 'reset-reason', event.data.sealedReason);
  }
}

function passes(
  { type, metadata }: Recorded<TwoFactorEvent>,
  { types, from, until }: HistoryFilter,
): boolean {
  const at = new Date(metadata.at);
  return (types?.has(type) ?? true) && (from === null || at >= from) && (until === null || at < until);
}
