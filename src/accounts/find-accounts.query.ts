import { Logger } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { Clock } from '../clock.js';
import { MasterKeyMissing } from '../crypto/master-keys.js';
import { SealBroken } from '../crypto/sealing.js';
import { AccountKeyMissing, Vault } from '../crypto/vault.js';
import { Alarms } from '../logging/alarms.js';
import { Freshness } from '../projections/freshness.js';
import { AccountsView, type AccountRow, type TwoFactorStatus } from './accounts-view.js';
import { accountsProjection } from './accounts.projection.js';
import { canonicalUsername, checkUsername } from './username.policy.js';

/** An account with what is personal about it opened. */
export interface FoundAccount extends Omit<AccountRow, 'sealedUsername'> {
  /** Empty, which no name is, when it cannot be opened any more; the status is `unknown` then. */
  readonly username: string;
  /** Position of the log the answer is at least as new as. */
  readonly position: number;
}

/** As it was found, and why it could not be opened, if it could not. */
interface Opened extends FoundAccount {
  readonly fault?: Error;
}

export type AccountSelection =
  | { readonly id: string }
  | { readonly username: string }
  | { readonly after: number; readonly limit: number; readonly twoFactor: TwoFactorStatus | null };

/** Accounts out of the read model that the caller may see: one by id or username, or a page of all. */
export class FindAccounts extends Query<readonly FoundAccount[]> {
  constructor(
    readonly selection: AccountSelection,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(FindAccounts)
export class FindAccountsHandler implements IQueryHandler<FindAccounts> {
  private readonly alarms = new Alarms(new Logger('Accounts'));

  constructor(
    private readonly clock: Clock,
    private readonly freshness: Freshness,
    private readonly view: AccountsView,
    private readonly vault: Vault,
  ) {}

  async execute({ selection, caller }: FindAccounts): Promise<readonly FoundAccount[]> {
    const found = await this.find(selection, caller);
    // A key that is missing may be that of one erased while it was being read: it is not found any more then.
    const isErasedMaybe = found.some(({ fault }) => fault instanceof AccountKeyMissing);
    const settled = isErasedMaybe ? await this.find(selection, caller) : found;
    return settled.map(({ fault, ...account }) => {
      if (fault) this.alarms.raise(`account ${account.id} cannot be opened, and is told as unknown`, fault);
      return account;
    });
  }

  private async find(selection: AccountSelection, caller: Caller): Promise<readonly Opened[]> {
    const position = await this.freshness.upToNow(accountsProjection);
    const rows = await this.rows(selection);
    // What is not the caller's is not opened: neither time nor a fault shall tell that it is there.
    const visible = rows.filter(({ id }) => access.readAccount(caller, id));
    return Promise.all(visible.map((row) => this.open(row, position)));
  }

  /** One account that cannot be opened keeps nobody from the others of the page. */
  private async open({ sealedUsername, ...row }: AccountRow, position: number): Promise<Opened> {
    try {
      return { ...row, username: await this.vault.open(row.id, 'username', sealedUsername), position };
    } catch (fault) {
      if (!isOfOneAccount(fault)) throw fault;
      return { ...row, username: '', twoFactor: 'unknown', position, fault };
    }
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

/** Whether a fault is about the key or the seal of one account; any other is about all of them. */
function isOfOneAccount(fault: unknown): fault is Error {
  return [AccountKeyMissing, MasterKeyMissing, SealBroken].some((kind) => fault instanceof kind);
}
