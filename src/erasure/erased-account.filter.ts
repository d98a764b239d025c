import { Catch, type ExceptionFilter } from '@nestjs/common';
import { account } from '../accounts/account.state.js';
import { AccountKeyMissing } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import { RequestError } from '../graphql/masked-errors.js';

/**
 * A request that was under way while its account was erased finds the key gone: that is no fault.
 * A key that is missing for any other reason stays one.
 */
@Catch(AccountKeyMissing)
export class ErasedAccountFilter implements ExceptionFilter<AccountKeyMissing> {
  constructor(private readonly decisions: Decisions) {}

  /** @returns what the field fails with: https://docs.nestjs.com/graphql/other-features#exception-filters */
  async catch(fault: AccountKeyMissing): Promise<Error> {
    const { state } = await this.decisions.load(account, fault.accountId);
    return state.status === 'erased' ? new RequestError('This account was erased.', 'ACCOUNT_ERASED') : fault;
  }
}
