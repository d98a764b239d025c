/** One line of the result: what was measured, and whether it is what it is meant to be. */
export interface Measure {
  readonly name: string;
  readonly result: string;
  /** Empty when the line is there to be read, not to be held to. */
  readonly target: string;
  readonly met?: boolean;
}

/** How much of everything is done: all of it, or enough to see that it runs. */
export interface Extent {
  readonly quick: boolean;
}

export function atLeast(target: number, measured: number) {
  return { target: `at least ${target}`, met: measured >= target };
}

export function atMost(target: number, measured: number, unit = '') {
  return { target: `at most ${target}${unit}`, met: measured <= target };
}

/** A count for people: `12,345`. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function ratio(value: number): string {
  return value.toFixed(2);
}
