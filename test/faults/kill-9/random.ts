/** Choices that come out the same for the same seed. */
export interface Random {
  /** A whole number, both ends included. */
  readonly between: (from: number, to: number) => number;
  readonly oneOf: <T>(list: readonly T[]) => T;
}

/** Mulberry32: small, and good enough to choose by. */
export function randomFrom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return { between, oneOf: (list) => list[between(0, list.length - 1)]! };
}
