/** A round number not below `most`, in `steps` steps that are whole. */
export function roundAbove(most: number, steps: number): number {
  const step = Math.max(1, most / steps);
  const power = 10 ** Math.floor(Math.log10(step));
  const round = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((it) => it >= step && it % 1 === 0);
  return (round ?? Math.ceil(step)) * steps;
}

/** The points of a line through values that lie side by side, in a box, as SVG takes them. */
export function lineThrough(
  values: readonly number[],
  top: number,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  // One value alone is a level line.
  const points = values.length === 1 ? [values[0] ?? 0, values[0] ?? 0] : values;
  const stepX = width / (points.length - 1);
  return points
    .map((value, index) => `${fixed(index * stepX)},${fixed(height - (value / top) * height)}`)
    .join(' ');
}

const fixed = (value: number) => String(Math.round(value * 100) / 100);
