import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Clock } from '../clock.js';
import { AccountKeyMissing, Vault } from '../crypto/vault.js';
import { Freshness } from '../projections/freshness.js';
import { AccountsView, type AccountRow, type TwoFactorStatus } from './accounts-view.js';
import { accountsProjection } from './accounts.projection.js';
import { canonicalUsername, checkUsername } from './username.policy.js';

/** An account with what is personal about it opened. */
export interface FoundAccount extends Omit<AccountRow, 'sealedUsername'> {
  readonly username: string;
  /** Position of the log the answer is at least as new as. */
  readonly position: number;
}

export type AccountSelection =
  | { readonly id: string }
  | { readonly username: string }
  | { readonly after: number; readonly limit: number; readonly twoFactor: TwoFactorStatus | null };

/** Accounts out of the read model: one by id or username, or a page of all. */
export class FindAccounts extends Query<readonly FoundAccount[]> {
  constructor(readonly selection: AccountSelection) {
    super();
  }
}

@QueryHandler(FindAccounts)
export class FindAccountsHandler implements IQueryHandler<FindAccounts> {
  constructor(
    private readonly clock: Clock,
    private readonly freshness: Freshness,
    private readonly view: AccountsView,
    private readonly vault: Vault,
  ) {}

  async execute({ selection }: FindAccounts): Promise<readonly FoundAccount[]> {
    try {
      return await this.find(selection);
    } catch (fault) {
      if (!(fault instanceof AccountKeyMissing)) throw fault;
      // One that was erased while it was being read: it is not found any more.
      return this.find(selection);
    }
  }

  private async find(selection: AccountSelection): Promise<readonly FoundAccount[]> {
    const position = await this.freshness.upToNow(accountsProjection);
    const rows = await this.rows(selection);
    return Promise.all(
      rows.map(async ({ sealedUsername, ...row }) => ({
        ...row,
        username: await this.vault.open(row.id, 'username', sealedUsername),
        position,
      })),
    );
  }

  private async rows(selection: AccountSelection): Promise<readonly AccountRow[]> {
    const now = this.clock.now();
    if ('limit' in selection) return this.view.page({ ...selection, now });
    const row =
      'id' in selection
        ? await this.view.byId(selection.id, now)
        : await this.byName(selection.username, now);
    return row ? [row] : [];
  }

  private async byName(raw: string, now: Date): Promise<AccountRow | undefined> {
    const checked = checkUsername(raw);
    if ('problem' in checked) return undefined;
    return this.view.byName(await this.vault.blindIndex(canonicalUsername(checked.username)), now);
  }
}
