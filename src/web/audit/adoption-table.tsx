import type { AdoptionDay } from './adoption-day.js';

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** The days on which something changed, newest first. */
export function AdoptionTable({ days }: { readonly days: readonly AdoptionDay[] }) {
  const changed = days.filter((day, index) => index === 0 || isChange(day, days[index - 1]));
  return (
    <details class="more">
      <summary>The same in numbers</summary>
      <table>
        <caption>Days (UTC) on which something changed, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Accounts</th>
            <th scope="col">With 2FA on</th>
            <th scope="col">Turned on</th>
            <th scope="col">Turned off</th>
          </tr>
        </thead>
        <tbody>
          {changed.toReversed().map((day) => (
            <tr key={day.day}>
              <th scope="row">
                <time dateTime={day.day.slice(0, 10)}>{DATE.format(new Date(day.day))}</time>
              </th>
              <td data-label="Accounts">{day.accounts}</td>
              <td data-label="With 2FA on">{day.withTwoFactor}</td>
              <td data-label="Turned on">{day.turnedOn}</td>
              <td data-label="Turned off">{day.turnedOff}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function isChange(day: AdoptionDay, before: AdoptionDay | undefined): boolean {
  return day.turnedOn > 0 || day.turnedOff > 0 || day.accounts !== before?.accounts;
}
