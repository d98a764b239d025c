/** Drawn on a grid of 20, stroked in the colour of the text. */
const PATHS = {
  alert: 'M10 6.5v4M10 13.4v.1M10 2.8 18 16.8H2z',
  check: 'M4.5 10.5 8.3 14.2 15.5 6.3',
  chevron: 'm5.5 8 4.5 4.5L14.5 8',
  clock: 'M10 5.8V10l2.8 1.8M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z',
  copy: 'M7.5 7.5h8.7v8.7H7.5zM12.5 7.3V3.8H3.8v8.7h3.5',
  device: 'M6 2.8h8v14.4H6zM9 14.7h2',
  info: 'M10 9.3v4.2M10 6.5v.1M17.2 10a7.2 7.2 0 1 1-14.4 0 7.2 7.2 0 0 1 14.4 0Z',
  key: 'M9 11a3.4 3.4 0 1 1-4.8 4.8A3.4 3.4 0 0 1 9 11Zm0 0 6.8-6.8m-3 3 2.2 2.2',
  list: 'M7 5.3h9.5M7 10h9.5M7 14.7h9.5M3.6 5.3h.1M3.6 10h.1M3.6 14.7h.1',
  next: 'm8 5.5 4.5 4.5L8 14.5',
  person: 'M10 9.7a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM3.6 17c.5-3.2 3-5 6.4-5s5.9 1.8 6.4 5',
  shield: 'M10 2.6 16.2 5v4.8c0 3.6-2.5 6.4-6.2 7.6-3.7-1.2-6.2-4-6.2-7.6V5z',
  shielded: 'M10 2.6 16.2 5v4.8c0 3.6-2.5 6.4-6.2 7.6-3.7-1.2-6.2-4-6.2-7.6V5zM7.2 10l2 2 3.7-4',
} as const;
export type IconName = keyof typeof PATHS;

/** Decoration beside words that say the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
