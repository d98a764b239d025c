import { useEffect, useState } from 'preact/hooks';
import type { AdoptionDay } from './adoption-day.js';
import { lineThrough, roundAbove } from './scale.js';

/** In units of which one is about a pixel, so that words keep their size. */
const BOXES = { wide: { width: 820, height: 260 }, narrow: { width: 190, height: 160 } };
type Box = (typeof BOXES)['wide'];
const MARGIN = { left: 44, right: 16, top: 12, bottom: 34 };
const STEPS = 4;

const DATE = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const NUMBER = new Intl.NumberFormat(undefined, { notation: 'compact' });

/** Accounts, and those of them with 2FA on, at the end of each day. The table below says the same in numbers. */
export function AdoptionChart({ days }: { readonly days: readonly AdoptionDay[] }) {
  const box = useNarrow() ? BOXES.narrow : BOXES.wide;
  const top = roundAbove(Math.max(...days.map(({ accounts }) => accounts)), STEPS);
  const accounts = lineThrough(
    days.map((day) => day.accounts),
    top,
    box,
  );
  const protectedOnes = lineThrough(
    days.map(({ withTwoFactor }) => withTwoFactor),
    top,
    box,
  );
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure class="chart">
      <figcaption>
        <span class="legend all">Accounts</span>
        <span class="legend on">With 2FA on</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${String(box.width + MARGIN.left + MARGIN.right)} ${String(box.height + MARGIN.top + MARGIN.bottom)}`}
        role="img"
        aria-label={`${String(last?.withTwoFactor ?? 0)} of ${String(last?.accounts ?? 0)} accounts have two-factor authentication on; ${String(first?.withTwoFactor ?? 0)} of ${String(first?.accounts ?? 0)} had at the beginning.`}
      >
        <g transform={`translate(${String(MARGIN.left)} ${String(MARGIN.top)})`}>
          <Levels top={top} box={box} />
          <polygon
            class="area"
            points={`0,${String(box.height)} ${protectedOnes} ${String(box.width)},${String(box.height)}`}
          />
          <polyline class="line all" points={accounts} />
          <polyline class="line on" points={protectedOnes} />
          <Dates days={days} box={box} />
        </g>
      </svg>
    </figure>
  );
}

function Levels({ top, box }: { readonly top: number; readonly box: Box }) {
  return (
    <>
      {Array.from({ length: STEPS + 1 }, (_, step) => {
        const y = box.height - (step / STEPS) * box.height;
        return (
          <g key={step}>
            <line class="level" x1="0" x2={box.width} y1={y} y2={y} />
            <text class="mark" x="-10" y={y + 5} text-anchor="end">
              {NUMBER.format((top / STEPS) * step)}
            </text>
          </g>
        );
      })}
    </>
  );
}

function Dates({ days, box }: { readonly days: readonly AdoptionDay[]; readonly box: Box }) {
  const marks = Math.min(box === BOXES.narrow ? 1 : 4, days.length - 1);
  return (
    <>
      {Array.from({ length: marks + 1 }, (_, mark) => {
        const index = marks === 0 ? 0 : Math.round((mark / marks) * (days.length - 1));
        const day = days[index];
        const x = days.length === 1 ? 0 : (index / (days.length - 1)) * box.width;
        const anchor = mark === 0 ? 'start' : mark === marks ? 'end' : 'middle';
        return (
          <text key={mark} class="mark" x={x} y={box.height + 25} text-anchor={anchor}>
            {day && DATE.format(new Date(day.day))}
          </text>
        );
      })}
    </>
  );
}

const NARROW = matchMedia('(max-width: 40rem)');

/** Whether the window is as narrow as a phone. */
function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const look = () => {
      setNarrow(NARROW.matches);
    };
    NARROW.addEventListener('change', look);
    return () => {
      NARROW.removeEventListener('change', look);
    };
  }, []);
  return narrow;
}
