import { inCanonicalOrder } from './canonical-json.js';
import type { EventText, Json, RecordedEvent } from './event-store.js';

/** Names in metadata, without the first quote: text that is full of quotes is searched in half the time. */
const NAMING = { at: 'at":', previousHash: 'previousHash":' } as const;

/**
 * A string in the metadata of an event, or `null`, found in the text this service wrote without parsing it: no string
 * holds its name in bare quotes, and no object that stands before it has a member of that name.
 * @returns `undefined` where it is not there
 */
export function writtenIn({ metadata }: EventText, name: keyof typeof NAMING): string | null | undefined {
  const naming = NAMING[name];
  let found = metadata.indexOf(naming);
  // The end of a longer name.
  while (found !== -1 && metadata[found - 1] !== '"') found = metadata.indexOf(naming, found + 1);
  if (found === -1) return undefined;
  const start = found + naming.length;
  return metadata[start] === '"' ? metadata.slice(start + 1, metadata.indexOf('"', start + 1)) : null;
}

/**
 * Whether an event is kept as the very text this service writes, and not as another that says the same to it: with
 * a name twice, SQL reads the first value and `JSON.parse` the last. From the chain on names are in canonical order.
 */
export function isAsWritten(
  { data, metadata }: Pick<RecordedEvent, 'data' | 'metadata'>,
  text: EventText,
): boolean {
  const anything: unknown = metadata;
  const isOfChain = typeof anything === 'object' && anything !== null && 'previousHash' in anything;
  const written = (value: Json) => JSON.stringify(isOfChain ? inCanonicalOrder(value) : value);
  return written(data) === text.data && written(metadata) === text.metadata;
}
