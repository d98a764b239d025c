import { account } from '../accounts/account.decider.js';
import type { AccountEvent } from '../accounts/account.events.js';
import { inLogOrder } from '../event-store/in-log-order.js';
import type { TwoFactorEvent } from '../two-factor/two-factor.events.js';
import { twoFactor } from '../two-factor/two-factor.state.js';
import { toEntry, type Told } from './history-entry.js';
import type { HistoryEvent, HistoryEvents } from './history-events.js';
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
    ofTwoFactor(history, accountId),
    ofAccount(history, accountId),
  );
  for await (const event of told) yield toEntry(event);
}

async function* ofTwoFactor(history: HistoryEvents, accountId: string): AsyncGenerator<HistoryEvent> {
  for await (const event of history.read(twoFactor, accountId, 'forwards'))
    yield history.withReason(accountId, event);
}

async function* ofAccount(history: HistoryEvents, accountId: string) {
  for await (const event of history.read(account, accountId, 'forwards'))
    yield history.withReason(accountId, event);
}
