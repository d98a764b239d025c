/** Goes on until `signal` aborts. */
type Part = (signal: AbortSignal) => Promise<void>;

/**
 * Does several things side by side until `stop` aborts; when one of them ends, the others are ended too.
 * @throws what the first of them threw that threw anything
 */
export async function runTogether(stop: AbortSignal, parts: readonly Part[]): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const ended = await Promise.allSettled(parts.map((part) => part(signal).finally(() => over.abort())));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
