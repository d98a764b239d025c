import { account } from '../accounts/account.state.js';
import { streamOf } from '../event-store/stream-name.js';
import { twoFactor } from '../two-factor/two-factor.state.js';

/** The two streams an account's export is of. */
export function accountStreams(accountId: string): readonly string[] {
  return [account, twoFactor].map((decider) => streamOf(decider, accountId));
}
