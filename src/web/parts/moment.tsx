const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** An instant, as the browser's language tells it. */
export function Moment({ at, dateOnly = false }: { readonly at: string; readonly dateOnly?: boolean }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={FULL.format(date)}>
      {(dateOnly ? DATE : FULL).format(date)}
    </time>
  );
}
