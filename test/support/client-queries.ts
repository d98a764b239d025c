import type { Transport } from './client-transport.js';

const ACCOUNT =
  '{ id username registeredAt position twoFactor { status since enrollmentExpiresAt recoveryCodesLeft } }';
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const ENTRY = `{
  id type at actor { kind id sessionId } operation correlationId position enrollmentId
  purpose rejection clockOffBySeconds failures lockedUntil recoveryCodesLeft resetReason
}`;

/** An account as the API tells of it. */
export type AccountSeen = Record<string, any>;
/** An entry of an account's history. */
export type Entry = Record<string, any>;

export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Who the service takes the client for; `null` for nobody. */
export async function viewer(client: Transport): Promise<Record<string, any> | null> {
  const selection = `{ account ${ACCOUNT} session { id assuranceLevel amr createdAt expiresAt } }`;
  return (await client.query(`{ viewer ${selection} }`))['viewer'] as Record<string, any> | null;
}

export async function account(
  client: Transport,
  by: { readonly id: string } | { readonly username: string },
): Promise<AccountSeen | null> {
  const query = `query ($by: AccountKey!) { account(by: $by) ${ACCOUNT} }`;
  return (await client.query(query, { by }))['account'] as AccountSeen | null;
}

export interface AccountsArguments {
  readonly first?: number;
  readonly after?: string | null;
  readonly twoFactor?: 'ON' | 'OFF' | 'PENDING' | 'UNKNOWN';
}

export const ACCOUNTS = `query ($first: Int! = 50, $after: String, $twoFactor: TwoFactorStatus) {
  accounts(first: $first, after: $after, twoFactor: $twoFactor) {
    edges { cursor node ${ACCOUNT} } ${PAGE_INFO}
  }
}`;

export async function accounts(client: Transport, page: AccountsArguments = {}): Promise<Page<AccountSeen>> {
  return (await client.query(ACCOUNTS, { ...page }))['accounts'] as Page<AccountSeen>;
}

export interface HistoryArguments {
  readonly first?: number;
  readonly after?: string | null;
  readonly order?: 'NEWEST_FIRST' | 'OLDEST_FIRST';
  readonly filter?:
    { readonly types?: readonly string[]; readonly from?: unknown; readonly until?: unknown } | undefined;
}

export const HISTORY = `query (
  $accountId: ID!, $first: Int! = 50, $after: String, $order: HistoryOrder! = NEWEST_FIRST, $filter: HistoryFilterInput
) {
  twoFactorHistory(accountId: $accountId, first: $first, after: $after, order: $order, filter: $filter) {
    edges { cursor node ${ENTRY} } ${PAGE_INFO}
  }
}`;

/** One page of an account's history, newest first; `null` when it is not the client's to see. */
export async function historyPage(
  client: Transport,
  accountId: string,
  page: HistoryArguments = {},
): Promise<Page<Entry> | null> {
  const data = await client.query(HISTORY, { accountId, ...page });
  return data['twoFactorHistory'] as Page<Entry> | null;
}

/** What an account's history tells, newest first. */
export async function history(
  client: Transport,
  accountId: string,
  page: HistoryArguments = {},
): Promise<readonly Entry[]> {
  const found = await historyPage(client, accountId, page);
  if (!found) throw new Error('This history is not for this client to see');
  return nodes(found);
}

export function nodes<T>({ edges }: Page<T>): readonly T[] {
  return edges.map(({ node }) => node);
}

export const TWO_FACTOR_AT = `query ($accountId: ID!, $at: DateTime, $position: String) {
  twoFactorAt(accountId: $accountId, at: $at, position: $position) {
    accountId at status since enrollmentExpiresAt lockedUntil failures recoveryCodesLeft
    decidedBy ${ENTRY} lastEntry ${ENTRY} otherPositions
  }
}`;

/** An account's 2FA at an instant or a position; `null` when it is not the client's to see. */
export async function twoFactorAt(
  client: Transport,
  accountId: string,
  point: { readonly at?: string; readonly position?: string },
): Promise<Record<string, any> | null> {
  const data = await client.query(TWO_FACTOR_AT, { accountId, ...point });
  return data['twoFactorAt'] as Record<string, any> | null;
}
