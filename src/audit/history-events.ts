import { Injectable } from '@nestjs/common';
import type { AccountEvent } from '../accounts/account.events.js';
import { AccountKeyMissing, Vault } from '../crypto/vault.js';
import { decode, type EventCatalogue, type EventOf, type Recorded } from '../event-store/codec.js';
import type { Decider } from '../event-store/decider.js';
import { streamOf } from '../event-store/stream-name.js';
import { EventStore, type RecordedEvent } from '../event-store/event-store.js';
import { streamEvents } from '../event-store/stream-events.js';
import { twoFactorEvents, type TwoFactorEvent } from '../two-factor/two-factor.events.js';
import type { Told } from './history-entry.js';

/** An event of an account's 2FA, as it is told. */
export type HistoryEvent = Told<TwoFactorEvent>;

/** Reads the events of an account, and opens what its history tells of them. */
@Injectable()
export class HistoryEvents {
  constructor(
    private readonly events: EventStore,
    private readonly vault: Vault,
  ) {}

  /**
   * A stream of an account, a page in memory at a time.
   * @param from the revision to begin with; the first or the last when left out
   * @throws {UnreadableEvent}
   */
  async *read<S, C extends EventCatalogue>(
    decider: Decider<S, C>,
    accountId: string,
    direction: 'forwards' | 'backwards',
    from?: number,
  ): AsyncGenerator<Recorded<EventOf<C>>> {
    const stream = streamOf(decider, accountId);
    const events = streamEvents(this.events, stream, { direction, ...(from !== undefined && { from }) });
    for await (const event of events) yield decode(decider.catalogue, event);
  }

  /** @throws {UnreadableEvent} */
  async open(accountId: string, recorded: RecordedEvent): Promise<HistoryEvent> {
    return this.withReason(accountId, decode(twoFactorEvents, recorded));
  }

  async withReason<E extends Recorded<TwoFactorEvent | AccountEvent>>(accountId: string, event: E) {
    const data: E['data'] = event.data;
    const resetReason = 'sealedReason' in data ? await this.reasonIn(accountId, data.sealedReason) : null;
    return { ...event, resetReason };
  }

  private async reasonIn(accountId: string, sealedReason: string): Promise<string | null> {
    try {
      return await this.vault.open(accountId, 'reset-reason', sealedReason);
    } catch (fault) {
      if (fault instanceof AccountKeyMissing) return null;
      throw fault;
    }
  }
}
