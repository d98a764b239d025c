import { useState } from 'preact/hooks';
import { send } from '../api/graphql.js';
import {
  AccountDocument,
  AccountsDocument,
  type AccountSeenFragment,
  type TwoFactorStatus,
} from '../api/operations.js';
import { useLoaded } from '../parts/loaded.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { Waiting } from '../parts/waiting.js';
import { AccountsTable } from './accounts-table.js';
import { Tabs } from './tabs.js';

const PAGE = 25;

const FILTERS: readonly (readonly [TwoFactorStatus | '', string])[] = [
  ['', 'All accounts'],
  ['ON', '2FA on'],
  ['OFF', '2FA off'],
  ['PENDING', 'Not finished'],
  ['UNKNOWN', 'Unknown'],
];

interface Page {
  readonly accounts: readonly AccountSeenFragment[];
  readonly next: string | null;
}

/** All accounts and their 2FA state, page by page, or the one of a name. */
export function Accounts({ accessKey }: { readonly accessKey: string }) {
  const [status, setStatus] = useState<TwoFactorStatus | ''>('');
  const [name, setName] = useState('');
  /** Where each page so far began. */
  const [starts, setStarts] = useState<readonly (string | null)[]>([null]);
  const after = starts.at(-1) ?? null;
  const { value, fault } = useLoaded(
    () => (name === '' ? readPage(accessKey, after, status) : find(accessKey, name)),
    [accessKey, after, status, name],
  );
  return (
    <Screen title="Accounts">
      <Tabs at="/audit" />
      <div class="filters">
        <form
          role="search"
          class="search"
          onSubmit={(event) => {
            event.preventDefault();
            const typed = new FormData(event.currentTarget).get('name');
            setName(typeof typed === 'string' ? typed.trim() : '');
          }}
        >
          <label for="name">Username, in full</label>
          <input
            id="name"
            name="name"
            type="search"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
          <button class="button">Find</button>
          {name !== '' && (
            <button
              type="reset"
              class="button"
              onClick={() => {
                setName('');
              }}
            >
              Show all
            </button>
          )}
        </form>
        <div class="choice">
          <label for="status">Show</label>
          <select
            id="status"
            value={status}
            disabled={name !== ''}
            onChange={({ currentTarget }) => {
              setStatus(currentTarget.value as TwoFactorStatus | '');
              setStarts([null]);
            }}
          >
            {FILTERS.map(([value_, label]) => (
              <option key={value_} value={value_}>
                {label}
              </option>
            ))}
          </select>
        </div>
      </div>
      {fault !== null && (
        <Notice tone="bad" alert>
          {fault}
        </Notice>
      )}
      {value === null && fault === null && <Waiting lines={6} />}
      {value && <Found page={value} name={name} />}
      <div class="paging">
        <button
          type="button"
          class="button"
          disabled={starts.length === 1 || name !== ''}
          onClick={() => {
            setStarts(starts.slice(0, -1));
          }}
        >
          Earlier
        </button>
        <button
          type="button"
          class="button"
          disabled={!value?.next}
          onClick={() => {
            if (value?.next) setStarts([...starts, value.next]);
          }}
        >
          Later
        </button>
      </div>
    </Screen>
  );
}

function Found({ page: { accounts }, name }: { readonly page: Page; readonly name: string }) {
  if (accounts.length > 0) return <AccountsTable accounts={accounts} />;
  return (
    <p class="empty" role="status">
      {name === ''
        ? 'No account is like that.'
        : `There is no account “${name}”. Names are found in full only.`}
    </p>
  );
}

async function readPage(key: string, after: string | null, status: TwoFactorStatus | ''): Promise<Page> {
  const variables = { first: PAGE, after, twoFactor: status === '' ? null : status };
  const { edges, pageInfo } = (await send(AccountsDocument, variables, key)).accounts;
  return { accounts: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

/** Usernames are sealed: the service finds one only as a whole. */
async function find(key: string, username: string): Promise<Page> {
  const { account } = await send(AccountDocument, { by: { username } }, key);
  return { accounts: account ? [account] : [], next: null };
}
