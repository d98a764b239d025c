import type { Spread } from './statistics.ts';

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

export function atLeast(target: number, measured: number): Pick<Measure, 'target' | 'met'> {
  return { target: `at least ${target}`, met: measured >= target };
}

export function atMost(target: number, measured: number, unit = ''): Pick<Measure, 'target' | 'met'> {
  return { target: `at most ${whole(target, 1)}${unit}`, met: measured <= target };
}

/** A ratio for people: its median, and how far it went in single rounds. */
export function ratio({ median, least, most }: Spread): string {
  const [middle, from, to] = [median, least, most].map((value) => value.toFixed(2));
  return `${middle} (${from} to ${to})`;
}

/** A number for people: `12,345`. */
export function whole(value: number, decimals = 0): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}
