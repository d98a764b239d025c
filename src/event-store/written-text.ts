import { inCanonicalOrder } from './canonical-json.js';
import type { EventText, Json, RecordedEvent } from './event-store.js';

/**
 * A string in the metadata of an event, found in the text this service wrote without parsing it: no string holds its
 * name in bare quotes, and no object that stands before it has a member of that name.
 * @returns `undefined` where it is not there, or no string
 */
export function writtenIn({ metadata }: EventText, name: 'at' | 'previousHash'): string | undefined {
  const opening = `"${name}":"`;
  const found = metadata.indexOf(opening);
  if (found === -1) return undefined;
  const start = found + opening.length;
  return metadata.slice(start, metadata.indexOf('"', start));
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
