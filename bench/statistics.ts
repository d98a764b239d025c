/** What several rounds of one measure came to. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Two things measured under the same conditions, in turn. */
export interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

export interface Compared {
  readonly ratio: Spread;
  readonly ours: number;
  readonly theirs: number;
}

/**
 * Measures two things in turn, so that what else the machine does meets both alike. Who
 * goes first changes from round to round.
 * @returns the spread of the ratio in single rounds, and the medians of both
 */
export async function compare(
  rounds: number,
  measure: { readonly ours: () => Promise<number>; readonly theirs: () => Promise<number> },
): Promise<Compared> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = round % 2 === 0 ? await measure.theirs() : undefined;
    const ours = await measure.ours();
    pairs.push({ ours, theirs: before ?? (await measure.theirs()) });
  }
  return compared(pairs);
}

export function compared(pairs: readonly Pair[]): Compared {
  return {
    ratio: spread(pairs.map(({ ours, theirs }) => ours / theirs)),
    ours: median(pairs.map(({ ours }) => ours)),
    theirs: median(pairs.map(({ theirs }) => theirs)),
  };
}

function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [below = NaN, above = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (below + above) / 2;
}
