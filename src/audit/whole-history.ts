import { account } from '../accounts/account.state.js';
import type { AccountEvent } from '../accounts/account.events.js';
import type { Recorded } from '../event-store/codec.js';
import { inLogOrder } from '../event-store/in-log-order.js';
import type { TwoFactorEvent } from '../two-factor/two-factor.events.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { toEntry, type Told } from './history-entry.js';
import type { HistoryEvents } from './history-events.js';
import type { HistoryEntry } from './history.types.js';

/** An entry of the history of an account, also of what happened besides its 2FA. */
export type AccountEntry = Omit<HistoryEntry, 'type'> & {
  readonly type: (TwoFactorEvent | AccountEvent)['type'];
};

/**
 * All that happened to an account, in the order of the log, a page of each of its streams in memory.
 * @throws {UnreadableEvent}
 */
export async function* wholeHistory(history: HistoryEvents, accountId: string): AsyncGenerator<AccountEntry> {
  const told = inLogOrder<Told<TwoFactorEvent | AccountEvent>>(
    withReasons(history, accountId, history.read(twoFactor, accountId, 'forwards')),
    withReasons(history, accountId, history.read(account, accountId, 'forwards')),
  );
  for await (const event of told) yield toEntry(event);
}

async function* withReasons<E extends Recorded<TwoFactorEvent | AccountEvent>>(
  history: HistoryEvents,
  accountId: string,
  events: AsyncIterable<E>,
) {
  for await (const event of events) yield history.withReason(accountId, event);
}
