import { useState } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { AdoptionDocument } from '../api/operations.js';
import { useLoaded } from '../parts/loaded.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { Waiting } from '../parts/waiting.js';
import { AdoptionChart } from './adoption-chart.js';
import type { AdoptionDay } from './adoption-day.js';
import { AdoptionTable } from './adoption-table.js';
import { Tabs } from './tabs.js';

const DAY_MS = 86_400_000;

const RANGES = [
  [30, '30 days'],
  [90, '90 days'],
  [365, '1 year'],
  [null, 'All'],
] as const;

/** How 2FA was taken up, counted from the log. */
export function Adoption({ accessKey }: { readonly accessKey: string }) {
  const [range, setRange] = useState<number | null>(30);
  const { value, fault } = useLoaded(() => read(accessKey, range), [accessKey, range]);
  return (
    <Screen title="Adoption">
      <Tabs at="/audit/adoption" />
      <div class="ranges" role="group" aria-label="Time shown">
        {RANGES.map(([days, label]) => (
          <button
            key={label}
            type="button"
            class="button small"
            aria-pressed={range === days}
            onClick={() => {
              setRange(days);
            }}
          >
            {label}
          </button>
        ))}
      </div>
      {fault !== null && (
        <Notice tone="bad" alert>
          {fault}
        </Notice>
      )}
      {value === null && fault === null && <Waiting lines={8} />}
      {value?.length === 0 && <p class="empty">Nobody has registered yet.</p>}
      {value && value.length > 0 && (
        <>
          <Figures days={value} />
          <AdoptionChart days={value} />
          <AdoptionTable days={value} />
        </>
      )}
    </Screen>
  );
}

function Figures({ days }: { readonly days: readonly AdoptionDay[] }) {
  const last = days.at(-1);
  const sum = (of: (day: AdoptionDay) => number) => days.reduce((total, day) => total + of(day), 0);
  const share = last && last.accounts > 0 ? last.withTwoFactor / last.accounts : 0;
  return (
    <dl class="figures">
      <Figure
        label="With 2FA on"
        value={new Intl.NumberFormat(undefined, { style: 'percent' }).format(share)}
        detail={`${String(last?.withTwoFactor ?? 0)} of ${String(last?.accounts ?? 0)} accounts`}
      />
      <Figure label="Turned on" value={String(sum(({ turnedOn }) => turnedOn))} detail="in the time shown" />
      <Figure
        label="Turned off"
        value={String(sum(({ turnedOff }) => turnedOff))}
        detail="in the time shown"
      />
    </dl>
  );
}

function Figure({ label, value, detail }: Readonly<Record<'label' | 'value' | 'detail', string>>) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="figure">{value}</dd>
      <dd class="figure-detail">{detail}</dd>
    </div>
  );
}

async function read(key: string, days: number | null): Promise<readonly AdoptionDay[]> {
  const from = days === null ? null : new Date(Date.now() - (days - 1) * DAY_MS).toISOString();
  return (await send(AdoptionDocument, { from }, key)).twoFactorAdoption;
}
