import { useState } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { HistoryDocument, type HistoryEntrySeenFragment } from '../api/operations.js';
import { useLoaded } from './loaded.js';
import { Notice } from './notice.js';
import { Timeline } from './timeline.js';
import { Waiting } from './waiting.js';

const PAGE = 20;
const LONGEST_PAGE = 100;

interface HistoryProps {
  readonly accountId: string;
  /** An access key, where the session is not what lets one read. */
  readonly accessKey?: string;
  /** Reads anew when it changes. */
  readonly version: number;
}

/** An account's history, as much of it as is asked for. */
export function History({ accountId, accessKey, version }: HistoryProps) {
  const [wanted, setWanted] = useState(PAGE);
  const { value, fault } = useLoaded(
    () => readHistory(accountId, wanted, accessKey ?? null),
    [accountId, wanted, accessKey, version],
  );
  return (
    <div class="history">
      {fault !== null && (
        <Notice tone="bad" alert>
          {fault}
        </Notice>
      )}
      {value === null && fault === null && <Waiting lines={5} />}
      {value?.entries.length === 0 && <p class="empty">Nothing yet.</p>}
      {value && value.entries.length > 0 && <Timeline entries={value.entries} />}
      {value?.hasMore && (
        <p class="more-button">
          <button
            type="button"
            class="button"
            onClick={() => {
              setWanted(wanted + PAGE);
            }}
          >
            Show earlier
          </button>
        </p>
      )}
    </div>
  );
}

async function readHistory(accountId: string, wanted: number, key: string | null) {
  const entries: HistoryEntrySeenFragment[] = [];
  let after: string | null = null;
  for (;;) {
    const first = Math.min(wanted - entries.length, LONGEST_PAGE);
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(accountId, first, after, key);
    if (!page) return { entries, hasMore: false };
    entries.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.endCursor;
    const hasMore = page.pageInfo.hasNextPage;
    if (!hasMore || entries.length >= wanted) return { entries, hasMore };
  }
}

async function readPage(accountId: string, first: number, after: string | null, key: string | null) {
  return (await send(HistoryDocument, { accountId, first, after }, key)).twoFactorHistory;
}
