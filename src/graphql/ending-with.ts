/**
 * A generator that ends as soon as its reader turns away. By itself it would stay
 * suspended in what it waits for, since `return` takes its turn behind a pending `next`.
 * @param begin makes the generator; it must end when the signal aborts
 */
export function endingWith<T>(begin: (signal: AbortSignal) => AsyncGenerator<T>): AsyncIterableIterator<T> {
  const ending = new AbortController();
  const generator = begin(ending.signal);
  return {
    next: () => generator.next(),
    return: (value?: unknown) => {
      ending.abort();
      return generator.return(value);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
