import type { HistoryEntrySeenFragment } from '../api/operations.js';
import { wordsFor } from '../../wording/history-wording.js';
import { Moment } from './moment.js';

/** A history, newest first, in words. */
export function Timeline({ entries }: { readonly entries: readonly HistoryEntrySeenFragment[] }) {
  return (
    <ol class="timeline">
      {entries.map((entry) => {
        const { title, detail, tone } = wordsFor(entry);
        return (
          <li key={entry.id} class={tone}>
            <p class="event">{title}</p>
            {detail !== null && <p class="event-detail">{detail}</p>}
            <p class="event-time">
              <Moment at={entry.at} />
            </p>
          </li>
        );
      })}
    </ol>
  );
}
