/** What several sources tell, each of them in the order of the log, in that order. One of each is in memory. */
export async function* inLogOrder<T extends { readonly position: number }>(
  ...sources: readonly AsyncGenerator<T>[]
): AsyncGenerator<T, undefined> {
  const firsts = new Map<AsyncGenerator<T>, T>();
  const advance = async (source: AsyncGenerator<T>) => {
    const next = await source.next();
    if (next.done) firsts.delete(source);
    else firsts.set(source, next.value);
  };
  try {
    for (const source of sources) await advance(source);
    while (firsts.size > 0) {
      const [source, first] = [...firsts].reduce((a, b) => (b[1].position < a[1].position ? b : a));
      yield first;
      await advance(source);
    }
    return undefined;
  } finally {
    for (const source of sources) await source.return(undefined);
  }
}
